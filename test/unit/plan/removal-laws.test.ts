import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { InstanceSpec } from '../../../src/definitions/instance-spec.ts'
import { INSTANCE_OPERATIONS, OPERATION_CAUSES } from '../../../src/ledger/operation.ts'
import type { DefinitionFile, InstanceId } from '../../../src/ledger/record.ts'
import type { EntryState, OwnedInstance, State } from '../../../src/ledger/state.ts'
import { UserError } from '../../../src/model/user-error.ts'
import { type Action, hasSteps } from '../../../src/plan/action.ts'
import { expiredAt } from '../../../src/plan/decide/expiry.ts'
import type { Goal } from '../../../src/plan/decide/goal.ts'
import { type Observations, plan } from '../../../src/plan/make-plan.ts'
import { anInstance, aSpec, openAttempt, owned } from '../../support/builders.ts'
import { openOperation } from '../../support/change-world.ts'
import { expiry, NOW } from '../../support/planning.ts'

const NAMES = ['a', 'b', 'c', 'd'] as const
const IDS = ['1', '2', '3', '4', '5', '6'] as const
const STATES = ['running', 'exited', 'starting', 'stopping', 'removing', 'removed', 'freezing']

const name = fc.constantFrom(...NAMES)
const rarely = fc.integer({ min: 0, max: 3 }).map((drawn) => drawn === 0)

const spec = (of: string): fc.Arbitrary<InstanceSpec> =>
  fc
    .record({
      protect: rarely,
      desiredStatus: fc.constantFrom(undefined, 'running' as const, 'stopped' as const),
      expires: fc.constantFrom(
        undefined,
        expiry('10m'),
        expiry('30d'),
        expiry('2026-01-01T00:00Z'),
      ),
    })
    .map((life) => aSpec(of, {}, life))

const instanceOf = (id: string, of: string): fc.Arbitrary<OwnedInstance> =>
  fc
    .record({
      protect: rarely,
      how: fc.constantFrom('answered' as const, 'found' as const, 'adopted' as const),
      open: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        fc.constantFrom(...INSTANCE_OPERATIONS).map((operation) => openOperation(operation)),
      ),
    })
    .map((fields) => ({ ...owned(id, aSpec(of)), ...fields }))

/** Whose each id is by the ledger: an entry's, one that was ended or replaced, or nobody's. */
const holding = fc
  .tuple(
    ...IDS.map((id) =>
      fc.record({
        id: fc.constant(id),
        kind: fc.constantFrom(
          'owned' as const,
          'ended' as const,
          'replaced' as const,
          'none' as const,
        ),
        of: name,
        because: fc.constantFrom(...OPERATION_CAUSES),
      }),
    ),
  )
  .chain((held) =>
    fc.tuple(
      ...held.map(({ id, of, ...more }) =>
        instanceOf(id, of).map((instance) => ({ ...more, of, instance })),
      ),
    ),
  )

const state: fc.Arbitrary<State> = fc
  .tuple(holding, fc.subarray([...NAMES]), fc.subarray([...NAMES]))
  .map(([held, doubtful, elsewhere]) => {
    const entries = NAMES.flatMap((of): EntryState[] => {
      const { key, name } = aSpec(of)
      const instances = held.flatMap((each) =>
        each.kind === 'owned' && each.of === of ? [each.instance] : [],
      )
      const open = doubtful.includes(of) ? [openAttempt(aSpec(of), [])] : []
      const file = elsewhere.includes(of) ? ('other.yaml' as DefinitionFile) : undefined
      return instances.length + open.length === 0 ? [] : [{ key, name, file, instances, open }]
    })
    const departed = held.flatMap(({ kind, of, instance, because }) => {
      if (kind === 'owned' || kind === 'none') return []
      const at = instance.since
      const departure =
        kind === 'ended'
          ? ({ kind: 'destroyed', at, because } as const)
          : ({ kind, at, by: '9' as InstanceId } as const)
      return [[instance.id, { key: aSpec(of).key, departure, owned: instance }] as const]
    })
    return {
      entries: new Map(entries.map((entry) => [entry.key, entry])),
      departed: new Map(departed),
    }
  })

const remoteInstance: fc.Arbitrary<RemoteInstance> = fc
  .record({
    id: fc.constantFrom(...IDS, '9'),
    called: name,
    status: fc.constantFrom(...STATES),
    createdAt: fc.constantFrom(undefined, NOW / 1000 - 86_400, NOW / 1000 - 3600),
    billingMode: fc.constantFrom(undefined, 'onDemand', 'monthly'),
  })
  .map(({ id, called, ...fields }) => anInstance(id, called, fields))

const remote: fc.Arbitrary<Remote> = fc
  .tuple(
    fc.uniqueArray(remoteInstance, { selector: ({ id }) => id, maxLength: 7 }),
    fc.constantFrom('complete' as const, 'complete' as const, 'partial' as const),
  )
  .map(([instances, kind]) =>
    kind === 'complete' ? { kind, instances } : { kind, instances, why: 'HTTP 500' },
  )

const goal: fc.Arbitrary<Goal> = fc.oneof(
  fc.record({
    kind: fc.constant('apply' as const),
    prune: fc.boolean(),
    endsExpired: fc.boolean(),
    undoesDrift: fc.boolean(),
    dropsForeignEnvs: fc.boolean(),
  }),
  fc.constantFrom<Goal>(
    { kind: 'destroy', scope: 'files' },
    { kind: 'reap' },
    { kind: 'start' },
    { kind: 'stop' },
  ),
  fc.record({
    kind: fc.constant('destroy' as const),
    scope: fc.constant('all-owned' as const),
    selection: fc.record({ only: fc.subarray(['a', 'b']), exclude: fc.subarray(['c']) }),
  }),
)

const observations: fc.Arbitrary<Observations & { readonly goal: Goal }> = fc
  .subarray([...NAMES])
  .chain((defined) =>
    fc.record({
      specs: fc.tuple(...defined.map(spec)),
      state,
      remote,
      coversAll: fc.boolean(),
      isElsewhere: fc.constant((file: DefinitionFile) => file === 'other.yaml'),
      now: fc.constant(NOW),
      skewMs: fc.constantFrom(undefined, 0, 3_600_000, -3_600_000),
      goal,
    }),
  )

/** Nothing for a selection that names nothing of the ledger. */
function planOf(observed: Observations): readonly Action[] {
  try {
    return plan(observed)
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

const endsIn = (actions: readonly Action[]) =>
  actions.flatMap((action) => (action.kind === 'destroy' ? [action] : []))

const law = (holds: (observed: Observations & { readonly goal: Goal }) => void) =>
  fc.assert(fc.property(observations, holds), { numRuns: 1000 })

describe('a plan, whatever it is for', () => {
  it('never ends what the ledger does not hold, nor anything twice', () => {
    law((observed) => {
      const { entries, departed } = observed.state
      const held = new Set([
        ...[...entries.values()].flatMap(({ instances }) => instances.map(({ id }) => id)),
        ...departed.keys(),
      ])
      const ids = endsIn(planOf(observed)).map(({ owned: { id } }) => id)
      for (const id of ids) expect(held).toContain(id)
      expect(new Set(ids).size).toBe(ids.length)
    })
  })

  it('never ends what the ledger or a file protects', () => {
    law((observed) => {
      const kept = new Set(observed.specs.filter(({ life }) => life.protect).map(({ key }) => key))
      for (const { owned, key } of endsIn(planOf(observed))) {
        expect(owned.protect).toBe(false)
        expect(kept).not.toContain(key)
      }
    })
  })

  it('never ends an instance about which another change is open, and that may be alive', () => {
    law((observed) => {
      for (const { owned, remote: seen } of endsIn(planOf(observed))) {
        const isLeaving = seen !== undefined && /^remov/.test(seen.status)
        if (!isLeaving) expect(owned.open?.operation ?? 'delete').toBe('delete')
      }
    })
  })

  it('never ends what was renamed, is prepaid, or belongs to another fleet', () => {
    law((observed) => {
      const { state: known, goal } = observed
      for (const { key, name: called, remote: seen, because } of endsIn(planOf(observed))) {
        if (seen !== undefined && !/^remov/.test(seen.status)) {
          expect(seen).toMatchObject({ name: called })
          expect(seen.billingMode).not.toBe('monthly')
        }
        const isDefined = observed.specs.some((each) => each.key === key)
        if (!isDefined) expect(known.entries.get(key)?.file).toBeUndefined()
        if (goal.kind === 'apply' && !goal.prune) expect(because).toBe('expired')
      }
    })
  })

  it('ends by an apply only what it may: what is in no file of all, and what has expired', () => {
    law((observed) => {
      const { goal, specs, coversAll, skewMs = 0 } = observed
      if (goal.kind !== 'apply' && goal.kind !== 'reap') return
      const defined = new Map(specs.map((each) => [each.key, each]))
      for (const { key, owned, remote: seen, because } of endsIn(planOf(observed))) {
        const life = defined.get(key)?.life
        if (because === 'prune') {
          expect({ goal, coversAll, life }).toMatchObject({
            goal: { prune: true },
            coversAll: true,
            life: undefined,
          })
        } else {
          expect(because).toBe('expired')
          if (goal.kind === 'apply') expect(goal.endsExpired).toBe(true)
          expect(life && expiredAt(life, owned, seen, { now: NOW, skewMs })).toBeDefined()
        }
      }
    })
  })

  it('ends nothing by a start or a stop, and switches one instance of ours for an entry', () => {
    law((observed) => {
      const { goal } = observed
      const actions = planOf(observed)
      if (goal.kind === 'start' || goal.kind === 'stop') expect(endsIn(actions)).toEqual([])
      const switched = actions.filter(hasSteps)
      for (const { key, owned, steps } of switched) {
        const { instances = [] } = observed.state.entries.get(key) ?? {}
        expect(instances).toContain(owned)
        expect(owned.open).toBeUndefined()
        expect(steps).toHaveLength(1)
        if (goal.kind !== 'apply') expect(steps[0]?.operation).toBe(goal.kind)
      }
      expect(new Set(switched.map(({ key }) => key)).size).toBe(switched.length)
    })
  })
})
