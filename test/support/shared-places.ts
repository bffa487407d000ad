import { createTables } from '../../src/ledger/postgres-store/open-postgres.ts'
import { parsePostgresAddress } from '../../src/ledger/postgres-store/postgres-address.ts'
import { BEATS, LINES } from '../../src/ledger/postgres-store/postgres-statements.ts'
import { git, gitRemote, setIn } from './git-remote.ts'
import { startPostgres } from './postgres-server.ts'
import { s3AddressText, s3Environment, s3Server } from './s3-server.ts'
import { tempDir } from './temp-dir.ts'

/** Where a ledger is that machines share, and what each of them needs for it. */
export interface SharedPlace extends AsyncDisposable {
  /** As `--ledger` takes it. */
  readonly address: string
  readonly env: Readonly<Record<string, string>>
  /** Another ledger in the same store, empty until it is used. */
  readonly other: string
  /** Makes every sign of life so much older, in milliseconds; `undefined` where the store knows no time. */
  readonly age: ((ms: number) => Promise<void>) | undefined
  /** Loses every line in it; `undefined` where no test needs that. */
  readonly empty?: () => Promise<void>
  /** A working folder of another machine, with these files. */
  machine(files: Readonly<Record<string, string>>): string
}

/** Every kind of shared ledger, each new and empty. */
export const SHARED_PLACES: Readonly<
  Record<'git' | 's3' | 'postgres', () => Promise<SharedPlace>>
> = {
  postgres: async () => {
    const server = await startPostgres()
    const address = `postgres://owner@localhost:${server.port}/postgres?ledger=fleet&sslmode=disable`
    await createTables(parsePostgresAddress(address), { environment: {} })
    return {
      address,
      env: {},
      other: address.replace('ledger=fleet', 'ledger=other'),
      age: async (ms) => {
        await server.sql(`update ${BEATS} set at = at - interval '${ms} milliseconds'`)
      },
      empty: async () => {
        await server.sql(`delete from ${LINES}`)
      },
      machine: (files) => tempDir(files),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
  git: async () => {
    const { bare } = gitRemote()
    return {
      address: 'git:origin#ppi-apply-ledger',
      env: { GIT_CONFIG_NOSYSTEM: '1' },
      other: 'git:origin#ppi-apply-other',
      age: undefined,
      machine: (files) => {
        const clone = tempDir(files)
        git(clone, ['init', '--quiet', '--template=', '--initial-branch=main'])
        setIn(clone, 'remote "origin"', {
          url: `file://${bare}`,
          fetch: '+refs/heads/*:refs/remotes/origin/*',
        })
        return clone
      },
      [Symbol.asyncDispose]: async () => {},
    }
  },
  s3: async () => {
    const server = await s3Server()
    return {
      address: s3AddressText(server),
      env: s3Environment(),
      other: s3AddressText(server, 'other'),
      age: async (ms) => {
        for (const [key, { body, at }] of server.objects) {
          if (key.includes('/beats/')) server.objects.set(key, { body, at: at - ms })
        }
      },
      machine: (files) => tempDir(files),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
}
