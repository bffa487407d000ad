import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import { whileAsleep } from '../support/sleeping-run.ts'

const FILES = {
  'fleet.yaml': `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }
instances: [{ name: a }, { name: b }]
`,
}

const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '1']

describe('an attempt of a run that sleeps', () => {
  const lost: FaultRule = { on: 'create', when: { nth: 1 }, do: { fault: 'hang', at: 'before' } }

  it('is forgotten only where a person says that it never wakes, in any copy of the ledger', async () => {
    const asleep = { kind: 'postgres', files: FILES, args: APPLY, faults: [lost] } as const
    await whileAsleep(asleep, async ({ place, folder, run, sandbox }) => {
      const refused = async (ledger: string): Promise<void> => {
        const forgot = await run('forget', 'a', '--yes', '--ledger', ledger)
        const held = /never gave the ledger (\S+) back: "apply" of .*add --holder-is-gone/s
        // The ledger that it held, not the copy.
        expect(held.exec(forgot.stderr)?.[1]).toContain('postgres://')
        expect(forgot.code).toBe(5)
      }
      const [first, file, last] = [place.address, join(folder, 'moved.ledger.jsonl'), place.other]
      await refused(first)
      expect(await run('ledger', 'copy', first, file)).toMatchObject({ code: 0 })
      await refused(file)
      expect(await run('ledger', 'copy', file, last)).toMatchObject({ code: 0 })
      await refused(last)
      const said = ['--yes', '--holder-is-gone', '--ledger', last]
      expect(await run('forget', 'a', ...said)).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toEqual([])
    })
  })
})

describe('an instance that the call of a run that sleeps did not make', () => {
  const lost: FaultRule = { on: 'create', when: { nth: 1 }, do: { fault: 'hang', at: 'before' } }

  it('settles its attempt only where a person says that it never wakes', async () => {
    const asleep = { kind: 'postgres', files: FILES, args: APPLY, faults: [lost] } as const
    await whileAsleep(asleep, async ({ place, run, sandbox }) => {
      const ledger = ['--ledger', place.address]
      await run(...APPLY, ...ledger)
      const other = sandbox.instances()[0]?.id ?? ''
      expect(await run('forget', 'b', '--yes', ...ledger)).toMatchObject({ code: 0 })
      const adopt = (...more: readonly string[]) => run('adopt', 'a', other, ...more, ...ledger)
      expect(await adopt()).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('add --holder-is-gone'),
      })
      expect(await adopt('--holder-is-gone')).toMatchObject({ code: 0 })
    })
  })
})

describe('a run that sleeps longer than it may', () => {
  it.each(['postgres', 's3'] as const)(
    'is taken over by age, and sends nothing more when it wakes: %s',
    async (kind) => {
      const asleep = { kind, files: FILES, args: APPLY }
      await whileAsleep(asleep, async ({ place, run, wake, sandbox, creates }) => {
        const next = await run(...APPLY, '--ledger', place.address)
        expect(next.stderr).toMatch(
          /The lock of "apply" of .* on .* was taken over: it gave no sign of life for 1\d\d s, since .*, and may be asleep\./,
        )
        expect(next.stderr).not.toContain('gone')
        expect(next.code).toBe(0)
        const made = sandbox.instances().map(({ id }) => id)
        expect(made).toHaveLength(2)
        const shown = () => run('ledger', 'show', '--format', 'json', '--ledger', place.address)
        const before = await shown()
        const woken = await wake()
        expect(woken.stdout).toContain('was taken over by "apply" of ')
        expect(woken.code).toBe(4)
        // One of its own before it slept, and one of the run after it.
        expect(creates()).toBe(2)
        expect(sandbox.instances().map(({ id }) => id)).toEqual(made)
        expect((await shown()).stdout).toBe(before.stdout)
      })
    },
  )
})
