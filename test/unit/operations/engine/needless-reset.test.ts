import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import { Secret } from '../../../../src/model/secret.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { Change } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

const variables = (values: Readonly<Record<string, string | Secret>>): CreateBody => ({
  envs: Object.entries(values).map(([key, value]) => ({ key, value })),
})
const env = (key: string, value: string): Change => ({ change: 'env', name: 'a', key, value })
const IMAGE: Change = { change: 'image', name: 'a', imageUrl: 'org/app:2' }

/** An instance that somebody changed by hand, and a file that asks for something else than was applied. */
async function byHand(was: CreateBody, ...changes: readonly Change[]) {
  const fleet = await ownedFleet(['a'], { fields: was })
  for (const change of changes) fleet.sandbox.meanwhile(change)
  const apply = (is: CreateBody, approve = async () => true) =>
    fleet.run(PLAIN_APPLY, { allow: new Set(['reset']), specs: [aSpec('a', is)], approve })
  return { fleet, apply }
}

const OLD = { imageUrl: 'org/app:1' }
const NEW = { imageUrl: 'org/app:2' }

describe('a reset for what the account has already', () => {
  it.each<[string, CreateBody, CreateBody, readonly Change[]]>([
    ['an image', OLD, NEW, [IMAGE]],
    ['a variable', variables({ A: '1' }), variables({ A: '2' }), [env('A', '2')]],
    [
      'a secret',
      variables({ A: '1' }),
      variables({ A: new Secret('secret-value', '$' + '{A}') }),
      [env('A', 'secret-value')],
    ],
    ['an image beside a variable of somebody', OLD, NEW, [IMAGE, env('THEIRS', 'x')]],
  ])('is recorded without a call: %s', async (_what, was, is, changes) => {
    const { fleet, apply } = await byHand(was, ...changes)
    const { ending, plan, result } = await apply(is)
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(plan?.actions).toMatchObject([{ steps: [{ operation: 'upgrade', isThere: true }] }])
    expect(result.done).toMatchObject([{ how: 'was-so' }])
    expect((await apply(is)).plan?.actions).toMatchObject([{ kind: 'no-op', drift: [] }])
    expect(JSON.stringify(await fleet.kept())).not.toContain('secret-value')
  })

  it('is recorded without a call, and leaves what others changed in other fields', async () => {
    const was = { ...OLD, ...variables({ B: '2' }) }
    const { fleet, apply } = await byHand(was, IMAGE, env('B', '9'))
    const { ending } = await apply({ ...was, ...NEW })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
    const next = await apply({ ...was, ...NEW })
    expect(next.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [{ field: 'envs' }] }])
    expect(JSON.stringify(await fleet.lines())).not.toContain('"9"')
  })

  it.each<[string, CreateBody, CreateBody, readonly Change[]]>([
    ['one of two fields', OLD, { ...NEW, command: 'serve' }, [IMAGE]],
    [
      'a variable that is to go',
      variables({ A: '1', B: '1' }),
      variables({ A: '2' }),
      [env('A', '2')],
    ],
  ])('is sent where not all of it is there: %s', async (_what, was, is, changes) => {
    const { fleet, apply } = await byHand(was, ...changes)
    expect((await apply(is)).ending).toBe('done')
    expect(fleet.sent()).toEqual(['upgrade a'])
  })

  it('is not sent where it is there no more when its turn comes', async () => {
    const { fleet, apply } = await byHand(OLD, IMAGE)
    const { ending, result } = await apply(NEW, async () => {
      fleet.sandbox.meanwhile({ ...IMAGE, imageUrl: 'org/app:1' })
      return true
    })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'refused', sent: [] })
    expect(result.notSent).toMatchObject([
      { reason: { code: 'changed-meanwhile', fields: ['imageUrl'] } },
    ])
  })

  it('is told by the next run where this one ended right after its line', async () => {
    const { fleet, apply } = await byHand(OLD, IMAGE)
    const run = fleet.run(PLAIN_APPLY, {
      allow: new Set(['reset']),
      specs: [aSpec('a', NEW)],
      onEvent: ({ kind }) => {
        if (kind === 'start') throw new Error('killed')
      },
    })
    await expect(run).rejects.toThrow('killed')
    fleet.pass(60_000)
    expect((await apply(NEW)).ending).toBe('done')
    expect(fleet.sent()).toEqual([])
    expect((await apply(NEW)).plan?.actions).toMatchObject([{ kind: 'no-op' }])
  })
})
