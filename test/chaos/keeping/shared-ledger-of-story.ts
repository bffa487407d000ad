import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { OWN_PROCESS } from '../../../src/cli/this-process.ts'
import { encode } from '../../../src/ledger/codec.ts'
import type { LedgerLocation } from '../../../src/ledger/ledger-location.ts'
import { locateLedger } from '../../../src/ledger/locate-ledger.ts'
import { extend, NO_LINES } from '../../../src/ledger/shared/chain.ts'
import { ledgersIn } from '../ledgers-in.ts'
import { SECRETS } from '../secrets.ts'
import { loseFolder } from './file-ledgers.ts'
import type { LedgerOfStory } from './ledger-of-story.ts'
import type { LedgerServer } from './ledger-server.ts'

/** A ledger on a server. `name`: unlike those of all other stories there. */
export function sharedLedgerOfStory(
  server: LedgerServer,
  folder: string,
  name: string,
): LedgerOfStory {
  let lost = 0
  /** Resolves when the server is there. */
  let back: Promise<void> = Promise.resolve()
  const ledger = () => `${name}-${lost}`
  const address = () => server.address(ledger())
  const env = () => ({ ...server.env, PPI_APPLY_LEDGER: address() })
  const read = async () => {
    await back
    const files = ledgersIn(folder)
    if (files.length > 0) throw new Error(`a ledger is kept in ${files.join(', ')} as well`)
    return (await locationOf(address(), folder, env()).read(SECRETS)).records
  }
  return {
    address,
    env,
    records: read,
    async recordsNow() {
      await back
      return extend(NO_LINES, await server.lines(ledger()), ledger()).records
    },
    kept: async () => new Map([['the ledger', (await read()).map(encode).join('\n')]]),
    lose() {
      lost += 1
      loseFolder(folder)
    },
    tear() {},
    async crash(backAfterMs) {
      await back
      await server.kill()
      back = pause(backAfterMs).then(() => server.start())
    },
  }
}

const locationOf = (
  address: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): LedgerLocation =>
  locateLedger(
    { kind: 'shared', address, password: undefined, isPasswordShown: false },
    {
      folder,
      cwd: folder,
      service: '',
      environment: { PATH: process.env.PATH, ...environment },
      apiKeyVariable: 'PPIO_API_KEY',
      own: OWN_PROCESS,
      warn: () => {},
    },
  )
