import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkLedger } from '../support/check-ledger.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { SHARED_PLACES } from '../support/shared-places.ts'
import { tempDir } from '../support/temp-dir.ts'

const FILES = {
  'fleet.yaml': `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }
instances: [{ name: a }, { name: b }]
`,
}

/** The kinds of ledgers that a copy is made into, and back: a ledger file has the other end. */
const KINDS = ['git', 'postgres'] as const

describe('ledger copy', () => {
  it.each(KINDS)(
    'moves a ledger from a file to %s and back, and closes the old one',
    async (kind) => {
      await using place = await SHARED_PLACES[kind]()
      await withSandbox({}, async (sandbox) => {
        const cwd = place.machine(FILES)
        const env = { HOME: tempDir(), ...place.env, ...serviceEnv(sandbox) }
        const run = (...words: readonly string[]) => runInProcess(words, { cwd, env })
        const on = (ledger: string) => run('plan', 'fleet.yaml', '--ledger', ledger)
        const file = join(cwd, 'own.ledger.jsonl')
        const applied = await run('apply', 'fleet.yaml', '--yes', '--settle', '0', '--ledger', file)
        expect(applied.code).toBe(0)

        const there = await run('ledger', 'copy', file, place.address, '--format', 'json')
        expect(there).toMatchObject({ code: 0, stderr: '' })
        const { to, ...copied } = JSON.parse(there.stdout)
        expect(copied).toEqual({ formatVersion: '1.0', from: file, added: 4, records: 4 })
        expect((await on(place.address)).stdout).toContain('0 to create, 2 unchanged')
        const closed = await on(file)
        expect(closed.code).toBe(5)
        expect(closed.stderr).toContain(`was moved to ${to}`)

        const back = await run('ledger', 'copy', place.address, file)
        expect(back).toMatchObject({ code: 0, stderr: '' })
        expect(back.stdout).toContain(`Copied 0 of 4 records from ${to} to ${file}.`)
        expect((await on(file)).stdout).toContain('0 to create, 2 unchanged')
        expect((await on(place.address)).code).toBe(5)
        expect(sandbox.instances()).toHaveLength(2)
      })
    },
  )
})

describe('ledger check', () => {
  it('proves that PostgreSQL keeps two runs apart, and lets two writers race', async () => {
    await checkLedger('postgres')
  })

  it('has nothing to prove of a file', async () => {
    const cwd = tempDir()
    const words = ['ledger', 'check', '--format', 'json', '--ledger', 'own.ledger.jsonl']
    const checked = await runInProcess(words, { cwd })
    expect(checked.code).toBe(0)
    expect(JSON.parse(checked.stdout)).toEqual({
      formatVersion: '1.0',
      store: join(cwd, 'own.ledger.jsonl'),
      fit: true,
      records: 0,
    })
  })
})
