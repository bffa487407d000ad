import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import type { Life } from '../../../../src/definitions/life.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { DESTROY, ownedFleet } from '../../../support/owned-fleet.ts'

const LARGER = { gpuNum: 2 }

type Options = Parameters<typeof ownedFleet>[1]

/** An instance of ours whose definition now has two GPUs, which no call can give it. */
async function prepared(
  options: Options = {},
  life: Partial<Life> = {},
  fields: CreateBody = LARGER,
) {
  const fleet = await ownedFleet(['a'], options)
  fleet.pass(1000)
  const specs = [aSpec('a', fields, life)]
  const apply = (words: readonly ('replace' | 'destroy' | 'update' | 'reset')[], more = {}) =>
    fleet.run(PLAIN_APPLY, { allow: new Set(words), specs, ...more })
  const living = () =>
    fleet.sandbox.instances().filter(({ path }) => path.length > 0 && path.at(-1) !== 'removed')
  return { fleet, specs, apply, living, old: fleet.ids[0] ?? '' }
}

describe('a replacement', () => {
  it('waits for its word, then creates, waits, and deletes the old one, each once', async () => {
    const { fleet, apply, living, old } = await prepared({ pace: { by: 'clock', stepMs: 200 } })
    const waiting = await apply(['destroy', 'update', 'reset'])
    expect(waiting.plan?.actions).toMatchObject([
      { kind: 'replace', reason: { code: 'takes-new-instance', id: old, fields: ['gpuNum'] } },
    ])
    expect({ ending: waiting.ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
    const { ending, events } = await apply(['replace'])
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['create a', 'delete a'],
    })
    expect(living()).toMatchObject([{ name: 'a', gpuNum: 2 }])
    expect(living()[0]?.id).not.toBe(old)
    const kinds = events.map(({ kind }) => kind)
    expect(kinds.indexOf('made_wait')).toBeGreaterThan(kinds.indexOf('complete'))
    const again = await apply(['replace'])
    expect(again.plan?.actions).toMatchObject([{ kind: 'no-op' }])
    expect({ ending: again.ending, sent: fleet.sent().length }).toEqual({ ending: 'done', sent: 2 })
  })

  it('is not done while the old one is protected, though the new one is there', async () => {
    const { fleet, apply, living, old } = await prepared()
    let stops = false
    await apply(['replace'], {
      onEvent: ({ kind }: { kind: string }) => {
        stops ||= kind === 'complete'
      },
      interrupted: () => stops,
    })
    expect(living()).toHaveLength(2)
    const successor = living().find(({ id }) => id !== old)?.id
    const specs = [aSpec('a', LARGER, { protect: true })]
    for (const _ of ['protects it now', 'is protected already']) {
      const { ending, left } = await apply(['replace'], { specs })
      expect({ ending, left }).toMatchObject({
        ending: 'partial',
        left: [{ reason: { code: 'replaced-but-protected', id: old, successor } }],
      })
    }
    expect(fleet.sent()).toEqual(['create a'])
    const freed = [aSpec('a', LARGER, { protect: false })]
    // The first one records that it is protected no longer.
    await apply(['replace'], { specs: freed })
    const last = await apply(['replace'], { specs: freed })
    expect([last.ending, living().map(({ id }) => id)]).toEqual(['done', [successor]])
  })

  it('leaves the old one untouched where the new one is refused', async () => {
    const faults: FaultRule[] = [
      { on: 'create', when: { nth: 2 }, do: { fault: 'answer', at: 'before', status: 400 } },
    ]
    const { fleet, apply, living, old } = await prepared({ faults })
    const { ending } = await apply(['replace'])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'refused', sent: ['create a'] })
    expect(living()).toMatchObject([{ id: old }])
  })

  it('keeps both where the new one does not come to run, and the next run says so', async () => {
    const faults: FaultRule[] = [
      { on: 'create', when: { nth: 2 }, do: { fault: 'fail-later' } as never },
    ]
    const { fleet, apply, living, old } = await prepared({ faults })
    const { ending, result } = await apply(['replace'])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: ['create a'] })
    expect(result).toMatchObject({
      skipped: [{ operation: 'delete', action: { owned: { id: old } } }],
      stop: { why: 'not-all-running', instances: [{ name: 'a' }] },
    })
    expect(living()).toHaveLength(2)
    const next = await apply(['replace'])
    expect(next.plan?.actions).toMatchObject([
      { kind: 'blocked', reason: { code: 'successor-not-running', id: old } },
    ])
    expect(fleet.sent()).toEqual(['create a'])
  })

  it('is not finished where the file describes the old one again', async () => {
    const { fleet, apply, living, old } = await prepared()
    let stops = false
    await apply(['replace'], {
      onEvent: ({ kind }: { kind: string }) => {
        stops ||= kind === 'complete'
      },
      interrupted: () => stops,
    })
    const successor = living().find(({ id }) => id !== old)?.id
    const back = await apply(['replace'], { specs: [aSpec('a', { imageUrl: 'pytorch:3' })] })
    expect(back.plan?.actions).toMatchObject([
      { kind: 'blocked', reason: { code: 'replaced-is-meant', id: old, successor } },
    ])
    expect({ ending: back.ending, sent: fleet.sent() }).toEqual({
      ending: 'partial',
      sent: ['create a'],
    })
    // A third one that neither is: the new one is nearer by its place.
    const third = await apply([], { specs: [aSpec('a', { gpuNum: 4 })] })
    expect(third.plan?.actions).toMatchObject([{ kind: 'destroy', because: 'replace' }])
  })

  it('is finished by the next run where this one ended before the deletion', async () => {
    const { fleet, apply, living, old } = await prepared()
    let stops = false
    await apply(['replace'], {
      onEvent: ({ kind }: { kind: string }) => {
        if (kind === 'complete') stops = true
      },
      interrupted: () => stops,
    })
    expect(fleet.sent()).toEqual(['create a'])
    const waiting = await apply([])
    expect(waiting.plan?.actions).toMatchObject([
      { kind: 'destroy', because: 'replace', reason: { code: 'replaced', id: old } },
    ])
    expect(waiting.ending).toBe('partial')
    const { ending } = await apply(['replace'], { destroys: 0 })
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['create a', 'delete a'],
    })
    expect(living()).toHaveLength(1)
  })

  it('is finished by the next run once the new one runs, where this one did not wait so long', async () => {
    const faults: FaultRule[] = [
      { on: 'create', when: { nth: 2 }, do: { fault: 'stuck', ms: 20_000 } },
    ]
    const running: string[] = []
    const { fleet, apply } = await prepared({
      faults,
      onCall({ phase, operation }) {
        if (phase !== 'received' || operation !== 'delete') return
        const made = fleet.sandbox.instances().find(({ gpuNum }) => gpuNum === 2)
        running.push(fleet.truth(made?.id ?? ''))
      },
    })
    await apply(['replace'], { changeMs: 1000 })
    expect(fleet.sent()).toEqual(['create a'])
    const { ending, events } = await apply(['replace'], { changeMs: 60_000 })
    expect(ending).toBe('done')
    expect(events.map(({ kind }) => kind)).toContain('successor')
    expect(fleet.sent()).toEqual(['create a', 'delete a'])
    expect(running).toEqual(['running'])
  })

  it.each<[string, (world: Awaited<ReturnType<typeof prepared>>) => CreateBody, object]>([
    [
      'others changed since',
      ({ fleet, living, old }) => {
        const made = living().find(({ id }) => id !== old)
        fleet.sandbox.meanwhile({ change: 'ports', id: made?.id ?? '', ports: '80/http' })
        return {}
      },
      { kind: 'no-op', drift: [{ field: 'ports' }] },
    ],
    [
      'others changed since, which only asking for it tells',
      ({ fleet, living, old }) => {
        const made = living().find(({ id }) => id !== old)
        fleet.sandbox.meanwhile({ change: 'ports', id: made?.id ?? '', ports: '80/http' })
        fleet.sandbox.replaceFaults([{ on: 'list', do: { fault: 'list', how: 'odd-types' } }])
        return {}
      },
      { kind: 'no-op', drift: [{ field: 'ports' }] },
    ],
    [
      'the file wants otherwise by now',
      () => ({ ports: '80/http' }),
      { kind: 'change', changes: [{ field: 'ports' }] },
    ],
    [
      'has stopped meanwhile',
      ({ fleet }) => {
        const [on, change] = ['delete', { change: 'stop', name: 'a' }] as const
        fleet.sandbox.replaceFaults([{ on, do: { fault: 'meanwhile', at: 'after', change } }])
        return {}
      },
      { kind: 'no-op', drift: [{ field: 'status' }] },
    ],
  ])(
    'that only ends the old one is no success where the new one is one that %s',
    async (_how, otherwise, left) => {
      const fields = { ports: '22/tcp' }
      const world = await prepared({ fields }, {}, { ...LARGER, ...fields })
      let stops = false
      await world.apply(['replace'], {
        onEvent: ({ kind }: { kind: string }) => {
          if (kind === 'complete') stops = true
        },
        interrupted: () => stops,
      })
      const specs = [aSpec('a', { ...LARGER, ...fields, ...otherwise(world) })]
      const ended = await world.apply(['replace'], { specs })
      expect({ ending: ended.ending, sent: world.fleet.sent() }).toEqual({
        ending: 'partial',
        sent: ['create a', 'delete a'],
      })
      expect(ended.left).toMatchObject([left])
    },
  )

  it('goes on with a deletion whose answer was lost, and never ends the new one with it', async () => {
    const faults: FaultRule[] = [{ on: 'delete', do: { fault: 'ignore' } }]
    const { fleet, apply, living, old } = await prepared({ faults })
    expect((await apply(['replace'])).ending).toBe('unknown')
    const sent = fleet.sent().length
    const waiting = await apply([])
    expect(waiting.plan?.actions).toMatchObject([
      { kind: 'destroy', because: 'replace', owned: { id: old } },
    ])
    expect({ ending: waiting.ending, sent: fleet.sent().length }).toEqual({
      ending: 'partial',
      sent,
    })
    fleet.sandbox.replaceFaults([])
    const { ending } = await apply(['replace'])
    expect(ending).toBe('done')
    expect(living()).toMatchObject([{ gpuNum: 2 }])
  })

  it.each<[string, FaultRule]>([
    ['lost', { on: 'create', when: { nth: 2 }, do: { fault: 'reset', at: 'after' } }],
    [
      'refused though it was done',
      { on: 'create', when: { nth: 2 }, do: { fault: 'answer', at: 'after', status: 500 } },
    ],
  ])(
    'whose create is %s goes on with what was made, and makes no third one',
    async (_how, fault) => {
      const { fleet, apply, living } = await prepared({ faults: [fault] })
      const first = await apply(['replace'])
      const next = first.ending === 'done' ? first : await apply(['replace'])
      expect(next.ending).toBe('done')
      expect(fleet.sent()).toEqual(['create a', 'delete a'])
      expect(living()).toMatchObject([{ gpuNum: 2 }])
    },
  )

  it('takes what is left of it when the new one is gone again', async () => {
    const faults: FaultRule[] = [
      { on: 'create', when: { nth: 2 }, do: { fault: 'fail-later' } as never },
    ]
    const { fleet, apply, living, old } = await prepared({ faults })
    await apply(['replace'])
    const made = living().find(({ id }) => id !== old)
    fleet.sandbox.meanwhile({ change: 'vanish', id: made?.id ?? '' })
    // What was made a moment ago may be missing in a list that lags.
    const { plan, ending } = await apply(['replace'], { settleMs: 0 })
    expect(plan?.actions).toMatchObject([{ kind: 'replace', owned: { id: old } }])
    expect({ ending, count: living().length }).toEqual({ ending: 'done', count: 1 })
  })

  it('ends the old one first where it cannot be there twice', async () => {
    const { fleet, apply, living } = await prepared({}, { replaceBy: 'destroy-first' })
    const { ending } = await apply(['replace'])
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['delete a', 'create a'],
    })
    expect(living()).toMatchObject([{ gpuNum: 2 }])
  })

  it('ends nothing first whose place nothing can take now', async () => {
    const soldOut = { productId: 'H100-80GB.24c240g' }
    const { fleet, apply } = await prepared({}, { replaceBy: 'destroy-first' }, soldOut)
    const limits = {
      maxHourly: undefined,
      maxUpfront: undefined,
      allowPrepaid: true,
      allowUnavailable: true,
    }
    await expect(apply(['replace'], { limits })).rejects.toThrow('would be destroyed first')
    expect(fleet.sent()).toEqual([])
  })

  it('says of one that ended first no word of what was left, where the new one is refused', async () => {
    const faults: FaultRule[] = [
      { on: 'create', when: { nth: 2 }, do: { fault: 'answer', at: 'before', status: 400 } },
    ]
    const { fleet, apply } = await prepared({ faults }, { replaceBy: 'destroy-first' })
    const { ending, result } = await apply(['replace'])
    expect({ ending, sent: fleet.sent(), stop: result.stop }).toEqual({
      ending: 'partial',
      sent: ['delete a', 'create a'],
      stop: undefined,
    })
  })

  it('makes nothing where the one that is to end first does not', async () => {
    const faults: FaultRule[] = [{ on: 'delete', do: { fault: 'ignore' } }]
    const { fleet, apply } = await prepared({ faults }, { replaceBy: 'destroy-first' })
    const { ending } = await apply(['replace'])
    expect(ending).toBe('unknown')
    expect(fleet.sent()).not.toContain('create a')
  })

  it.each<[string, Partial<Life>, CreateBody, string]>([
    ['protected', { protect: true }, {}, 'protected-as-it-is'],
    ['prepaid', {}, { month: 1 }, 'prepaid'],
    ['to be stopped', { desiredStatus: 'stopped' }, {}, 'replaced-while-stopped'],
  ])('is blocked for one that is %s', async (_what, life, fields, code) => {
    const { fleet, apply } = await prepared({ fields }, life, { ...fields, ...LARGER })
    if (life.desiredStatus === 'stopped') fleet.sandbox.meanwhile({ change: 'stop', name: 'a' })
    const { plan, ending } = await apply(['replace'])
    expect(plan?.actions).toMatchObject([{ kind: 'blocked', reason: { code } }])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
  })
})

describe('an entry that was renamed', () => {
  it('is told to look so, beside what its instance costs in no file', async () => {
    const fleet = await ownedFleet(['old'])
    const renamed = await fleet.run(PLAIN_APPLY, {
      allow: new Set(),
      specs: [aSpec('new')],
      approve: async () => false,
    })
    expect(renamed.plan?.actions).toMatchObject([
      { kind: 'create', reason: { code: 'looks-renamed', from: 'old', id: fleet.ids[0] } },
      { kind: 'orphan', name: 'old' },
    ])
    const other = await fleet.run(PLAIN_APPLY, {
      allow: new Set(),
      specs: [aSpec('new', { gpuNum: 4 })],
      approve: async () => false,
    })
    expect(other.plan?.actions).toMatchObject([{ reason: { code: 'not-in-ledger' } }, {}])
  })

  it.each<[string, Partial<Life>, CreateBody]>([
    ['protected', { protect: true }, {}],
    ['prepaid', {}, { billingMode: 'monthly', month: 1 }],
  ])('is told what stays beside it where the old one is %s', async (stays, life, fields) => {
    const fleet = await ownedFleet(['old'], { life, fields })
    for (const prune of [false, true]) {
      const { plan } = await fleet.run(
        { ...PLAIN_APPLY, prune },
        { allow: new Set(), specs: [aSpec('new', fields)], approve: async () => false },
      )
      expect(plan?.actions[0]).toMatchObject({ reason: { code: 'looks-renamed', stays } })
    }
  })

  it('is none where the entry had an instance before', async () => {
    const fleet = await ownedFleet(['old', 'new'])
    const [old, renamed] = fleet.specs
    await fleet.run(DESTROY, { specs: renamed === undefined ? [] : [renamed] })
    const { plan } = await fleet.run(PLAIN_APPLY, {
      specs: renamed === undefined ? [] : [renamed],
      approve: async () => false,
    })
    expect(plan?.actions).toMatchObject([
      { kind: 'create', reason: { code: 'destroyed-before' } },
      { kind: 'orphan', name: old?.name },
    ])
  })
})
