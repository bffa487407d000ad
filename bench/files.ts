import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { EntryKey, SpecDigest } from '../src/definitions/instance-spec.ts'
import { encode } from '../src/ledger/codec.ts'
import type { AttemptId, InstanceId, LedgerRecord } from '../src/ledger/record.ts'

/** Writes a file and the folders above it. Gives its path. */
export function put(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

/** A fleet as people write it: fifteen lines an entry, plain block YAML, no reference. */
export const fleetText = (entries: number): string =>
  `instances:\n${times(
    entries,
    (nth) => `  - name: worker-${String(nth).padStart(6, '0')}
    productId: 4090.16c.124g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: registry.example.com/team/train:v2.4.1
    ports: 8888/http, 22/tcp
    kind: gpu
    clusterId: cn-south-1
    minCudaVersion: "12.4"
    command: python -m train --shard ${nth}
    envs:
      - key: SHARD
        value: "${nth}"
      - key: MODE
        value: train
`,
  )}`

const ENTRY = '  - {name: one, productId: p, gpuNum: 1, rootfsSize: 60, imageUrl: i}\n'

/** A map of so many keys beside one entry. */
export const wideText = (keys: number): string =>
  `x-wide:\n${times(keys, (nth) => `  key${nth}: ${nth}\n`)}instances:\n${ENTRY}`

/** A string of so many bytes beside one entry. */
export const longText = (bytes: number): string =>
  `x-long: ${'word '.repeat(bytes / 5)}\ninstances:\n${ENTRY}`

/** So many references, each to a variable of its own, in the variables of one entry after another. */
export const referencesText = (references: number): string =>
  `instances:\n${times(
    references / 10,
    (nth) =>
      `  - name: one-${nth}
    productId: p
    gpuNum: 1
    rootfsSize: 60
    imageUrl: i
    envs:
${times(10, (other) => `      - key: K${other}\n        value: "\${VARIABLE_${nth}_${other}:-none}"\n`)}`,
  )}`

/** So many entries with one finding each. */
export const findingsText = (findings: number): string =>
  `instances:\n${times(findings, (nth) => `  - name: one-${nth}\n    productId: p\n    gpuNum: many\n    rootfsSize: 60\n    imageUrl: i\n`)}`

/** The records of a ledger of so many lines: instances that were created and are in no file. */
export function ledgerRecords(lines: number, service: string): readonly LedgerRecord[] {
  const time = '2026-01-01T00:00:00.000Z'
  const opened: LedgerRecord = {
    type: 'opened',
    time,
    seq: 1,
    version: '0.1.0',
    service,
    salt: '00',
    account: undefined,
  }
  const attempts = Array.from({ length: lines / 2 }, (_none, nth): readonly LedgerRecord[] => {
    const attempt = `${nth}#1` as AttemptId
    const key = `old-${nth}` as EntryKey
    return [
      {
        type: 'intent',
        time,
        seq: 2 * nth + 2,
        attempt,
        key,
        name: key,
        digest: '0123456789abcdef' as SpecDigest,
        spec: { name: key, productId: 'p', gpuNum: 1 },
        seen: undefined,
        replaces: [],
        hourly: undefined,
      },
      {
        type: 'created',
        time,
        seq: 2 * nth + 3,
        attempt,
        key,
        id: `id-${nth}` as InstanceId,
        how: 'answered',
      },
    ]
  })
  return [opened, ...attempts.flat()]
}

/** The same as a file. */
export const ledgerText = (lines: number, service: string): string =>
  ledgerRecords(lines, service)
    .map((record) => `${encode(record)}\n`)
    .join('')

const times = (count: number, piece: (nth: number) => string): string =>
  Array.from({ length: count }, (_none, nth) => piece(nth)).join('')
