import { createHash } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { OWN_PROCESS } from '../../../src/cli/this-process.ts'
import { encode } from '../../../src/ledger/codec.ts'
import type { LedgerLocation } from '../../../src/ledger/ledger-location.ts'
import { locateLedger } from '../../../src/ledger/locate-ledger.ts'
import { extend, NO_LINES } from '../../../src/ledger/shared/chain.ts'
import { eachOnce, ledgersIn } from '../ledgers-in.ts'
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
  /** What it was called before it moved. */
  const left: string[] = []
  /** Resolves when the server is there. */
  let back: Promise<void> = Promise.resolve()
  const ledger = () => `${name}-${lost}${left.map(() => '-moved').join('')}`
  const address = () => server.address(ledger())
  const all = () => [...left, ledger()]
  const env = () => ({ ...server.env, PPI_APPLY_LEDGER: address() })
  const read = async () => {
    await back
    const files = ledgersIn(folder)
    if (files.length > 0) throw new Error(`a ledger is kept in ${files.join(', ')} as well`)
    const ledgers = await Promise.all(
      all().map((each) => locationOf(server.address(each), folder, env()).read(SECRETS)),
    )
    return eachOnce(ledgers.flatMap(({ records }) => records))
  }
  return {
    isFile: false,
    address,
    place: address,
    nextPlace: () => server.address(`${ledger()}-moved`),
    moveTo() {
      left.push(ledger())
    },
    emergencyPath() {
      const { label } = locationOf(address(), folder, env())
      const digest = createHash('sha256').update(label).digest('hex').slice(0, 12)
      return join(folder, '.ppi-apply', `shared-${digest}.ledger.jsonl`)
    },
    env,
    records: read,
    async recordsNow() {
      await back
      const ledgers = await Promise.all(
        all().map(async (each) => extend(NO_LINES, await server.lines(each), each).records),
      )
      return eachOnce(ledgers.flat())
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
