import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SharedSetting } from '../../../src/config/places/ledger-setting.ts'
import { decode, encode } from '../../../src/ledger/codec.ts'
import { parseGitAddress } from '../../../src/ledger/git-store/git-address.ts'
import { parsePostgresAddress } from '../../../src/ledger/postgres-store/postgres-address.ts'
import type { CopiedRecord } from '../../../src/ledger/record.ts'
import { s3Ledger } from '../../../src/ledger/s3-store/s3-ledger.ts'
import type { LedgerWorld } from '../../../src/ledger/shared/ledger-world.ts'

/** What a run writes into a ledger, so that no run may take it for damage. */
const isRead = (ledger: string): boolean => {
  const record: CopiedRecord = {
    type: 'copied',
    time: '2026-11-24T05:40:12.000Z',
    way: 'to',
    ledger,
  }
  return decode(encode(record)).kind === 'record'
}

/** Those of the texts that an address is made of, as far as it is one. */
const labelsOf = (address: string, read: (address: string) => readonly string[]) => {
  try {
    return read(address)
  } catch {
    return []
  }
}

const someText = fc.oneof(
  fc.constantFrom(
    'a',
    'Ops',
    'my-db',
    'x.y',
    'a_b',
    'ü',
    '%20',
    '(1)',
    "it's",
    '!',
    '*',
    '~',
    '变量',
    '[::1]',
    '10.0.0.1',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
)

const settingOf = (address: string): SharedSetting => ({
  kind: 'shared',
  address,
  password: undefined,
  isPasswordShown: false,
})

const world = { environment: {} } as LedgerWorld

describe('a ledger', () => {
  it('of PostgreSQL has a label that the codec reads, whatever its parts', () => {
    fc.assert(
      fc.property(someText, someText, someText, fc.boolean(), (user, host, database, isLocal) => {
        const at = isLocal ? '127.0.0.1:47818' : host
        const query = isLocal ? '&sslmode=disable' : ''
        const address = `postgres://${encodeURIComponent(user)}@${at}/${encodeURIComponent(database)}?ledger=fleet${query}`
        const labels = labelsOf(address, (text) => {
          const { label, shown } = parsePostgresAddress(text)
          return [label, shown]
        })
        expect(labels.filter((label) => !isRead(label))).toEqual([])
      }),
    )
  })

  it('in Git has a label that the codec reads, whatever its parts', () => {
    fc.assert(
      fc.property(someText, someText, someText, someText, (host, path, branch, remote) => {
        const addresses = [
          `git:${remote}#${branch}`,
          `git:ssh://git@${host}/${path}#${branch}`,
          `git:https://${host}/${path}.git#${branch}`,
          `git:file:///${path}#${branch}`,
        ]
        const labels = addresses.flatMap((address) =>
          labelsOf(address, (text) => {
            const parsed = parseGitAddress(text)
            return parsed.kind === 'url' ? [parsed.label, parsed.shown] : [parsed.label]
          }),
        )
        expect(labels.filter((label) => !isRead(label))).toEqual([])
      }),
    )
  })

  it('in S3 has a label that the codec reads, whatever its parts', () => {
    fc.assert(
      fc.property(someText, someText, someText, (prefix, host, region) => {
        const addresses = [
          `s3://my-bucket/${prefix}?region=eu-central-1`,
          `s3://my-bucket/fleet?region=${region}`,
          `s3://my-bucket/${prefix}?endpoint=https://${host}:9000&addressing=path`,
          `s3://my-bucket/${prefix}?endpoint=http://127.0.0.1:9000`,
        ]
        const labels = addresses.flatMap((address) =>
          labelsOf(address, (text) => [s3Ledger(settingOf(text), world).label]),
        )
        expect(labels.filter((label) => !isRead(label))).toEqual([])
      }),
    )
  })
})
