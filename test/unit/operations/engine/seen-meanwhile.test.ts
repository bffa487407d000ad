import { describe, expect, it } from 'vitest'
import { reveal } from '../../../../src/model/secret.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'
import { create } from '../../../support/sandbox.ts'

const A = aSpec('a')
const B = aSpec('b')

const lost = (nth: number): FaultRule => ({
  on: 'create',
  when: { nth },
  do: { fault: 'answer', at: 'after', status: 504, html: true },
})

const DENIED: readonly FaultRule[] = [
  { on: 'list', do: { fault: 'list', how: 'empty' } },
  { on: 'get', do: { fault: 'answer', at: 'before', status: 404, reason: 'RESOURCE_NOT_FOUND' } },
]

const MINUTE = 60_000

describe('what a look for another entry shows, before the turn of an entry', () => {
  it('is its lost instance: it is not made again', async () => {
    const fleet = await ownedFleet(['b'], {
      // The first create call furnishes the account.
      faults: [...DENIED, lost(2)],
      madeAgoMs: 10 * MINUTE,
      onCall({ operation, phase }) {
        if (operation === 'create' && phase === 'committed') fleet.sandbox.replaceFaults([])
      },
    })
    const ran = await fleet.run(PLAIN_APPLY, { specs: [A, B] })
    expect(ran.plan?.actions.map(({ kind }) => kind)).toEqual(['create', 'recreate'])
    expect(fleet.sent()).toEqual(['create a'])
    const [old] = fleet.ids
    expect(ran.events).toContainEqual(
      expect.objectContaining({ kind: 'not_sent', reason: { code: 'there-again', id: old } }),
    )
    expect(ran.ending).not.toBe('done')
    const next = await fleet.run(PLAIN_APPLY, { specs: [A, B] })
    expect(next.plan?.actions).toMatchObject([
      { kind: 'no-op' },
      { kind: 'no-op', owned: { id: old } },
    ])
    expect(next.ending).toBe('done')
  })

  it('is a stranger of its name: it is not made beside it', async () => {
    let stranger: string | undefined
    const fleet = await ownedFleet([], {
      faults: [lost(1)],
      async onCall({ operation, phase, name }) {
        if (operation !== 'create' || phase !== 'committed' || name !== 'a') return
        stranger = await create(fleet.sandbox, {
          ...(reveal(B.body) as Readonly<Record<string, unknown>>),
          gpuNum: 2,
        })
      },
    })
    const ran = await fleet.run(PLAIN_APPLY, { specs: [A, B] })
    expect(fleet.sandbox.instances().map(({ name }) => name)).toEqual(['a', 'b'])
    expect(ran.events).toContainEqual(
      expect.objectContaining({ kind: 'not_sent', reason: { code: 'name-taken', id: stranger } }),
    )
    const next = await fleet.run(PLAIN_APPLY, { specs: [A, B] })
    expect(next.plan?.actions).toMatchObject([{ kind: 'no-op' }, { kind: 'conflict' }])
  })
})
