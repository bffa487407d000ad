import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/ledger/codec.ts'
import type { AttemptId, LedgerRecord } from '../../src/ledger/record.ts'
import type { LockId } from '../../src/ledger/store.ts'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import { adopted, attempt, created, ended, id, key, time } from '../support/ledger-records.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { SHARED_PLACES } from '../support/shared-places.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }
instances: [{ name: a }]
`
const FILES = { 'fleet.yaml': FLEET }
const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '1']
const EVIL = 'postgres://db.evil.example/ops?ledger=fleet'

const LOCKED = {
  type: 'locked',
  time: time(9),
  lock: 'ffffffffffff' as LockId,
  user: 'stranger',
  host: 'elsewhere',
  pid: 7,
  command: 'apply',
  leaseMs: Number.MAX_SAFE_INTEGER,
} as const

const LOST: FaultRule = { on: 'create', when: { nth: 1 }, do: { fault: 'reset', at: 'before' } }

/** What a stranger would like the ledger to say, once this attempt of the entry `a` is open. */
const forgeries = (open: AttemptId): readonly LedgerRecord[] => [
  ended('rejected', { attempt: open, key: key('a') }),
  created({ attempt: open, key: key('a'), id: id('others') }),
  adopted({ key: key('b'), name: 'b', id: id('others') }),
  LOCKED,
  { ...LOCKED, lock: "x' y" as LockId },
  { type: 'copied', time: time(9), way: 'to', ledger: EVIL },
]

/** Of such files: without a seal, and with one that is guessed. */
const NAMES = [
  (at: number) => `rescued-${at}`,
  (at: number) => `rescued-${String(at).padStart(12, '0')}-${'0'.repeat(32)}`,
]

/** As the program names such a file: the label of the ledger is known to everybody. */
const forgedPath = (folder: string, label: string, name: string): string =>
  join(
    folder,
    '.ppi-apply',
    `shared-${createHash('sha256').update(label).digest('hex').slice(0, 12)}.ledger.jsonl.${name}`,
  )

describe.each(['s3', 'git', 'postgres'] as const)(
  'a checkout with files that seem to be kept for a ledger in %s',
  (kind) => {
    it('tells that ledger nothing, and the files stay', async () => {
      await using place = await SHARED_PLACES[kind]()
      await withSandbox({ faults: [LOST] }, async (sandbox) => {
        const ledger = { ...place.env, PPI_APPLY_LEDGER: place.address }
        const env = { HOME: tempDir(), ...ledger, ...serviceEnv(sandbox) }
        const recorded = async () => {
          const run = await runInProcess(['ledger', 'show', '--format', 'json'], {
            cwd: place.machine(FILES),
            env,
          })
          return JSON.parse(run.stdout) as { ledger: string; records: LedgerRecord[] }
        }
        const creates = () => sandbox.calls().filter(({ operation }) => operation === 'create')

        const first = await runInProcess(APPLY, { cwd: place.machine(FILES), env })
        expect(first.stdout).toContain('1 in doubt')
        const { ledger: label, records } = await recorded()
        const open = records.find((record) => record.type === 'intent')?.attempt ?? attempt('')

        const sent = creates()

        const cwd = place.machine(FILES)
        const paths = forgeries(open).flatMap((record, at) =>
          NAMES.map((name) => {
            const path = forgedPath(cwd, label, name(at))
            mkdirSync(dirname(path), { recursive: true })
            writeFileSync(path, `${encode(record)}\n`)
            return path
          }),
        )
        for (const args of [['plan', 'fleet.yaml'], APPLY]) {
          const run = await runInProcess(args, { cwd, env })
          expect(run.stdout).toContain('1 in doubt')
          expect(run.stdout + run.stderr).not.toContain('evil')
          for (const path of paths) {
            expect(run.stderr).toContain(`The emergency file ${path} was left where it is`)
            expect(existsSync(path)).toBe(true)
          }
        }
        expect(creates()).toHaveLength(sent.length)
        const told = (await recorded()).records.slice(records.length).map(({ type }) => type)
        expect(new Set(told)).toEqual(new Set(['locked', 'unlocked']))
      })
    })
  },
)
