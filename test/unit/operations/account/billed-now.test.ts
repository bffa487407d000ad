import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../../src/api/remote.ts'
import { type ApplyResult, type Done, toResult } from '../../../../src/apply/result.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import type { State } from '../../../../src/ledger/state.ts'
import { billedBefore, billedNow } from '../../../../src/operations/account/billed-now.ts'
import { lookAtOwned } from '../../../../src/operations/account/look-at-owned.ts'
import type { PricedPlan } from '../../../../src/plan/priced-plan.ts'
import { aCreation, anInstance, aSpec, aState, entryOf, owned } from '../../../support/builders.ts'
import { aSwitch } from '../../../support/change-tasks.ts'
import { detailsOf } from '../../../support/operation-target.ts'

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})
const partial: Remote = { kind: 'partial', instances: [], why: 'HTTP 502' }

const plan = (fields: Partial<PricedPlan> = {}) =>
  ({ target: 'sandbox', costs: new Map(), unseenOwned: 0, actions: [], ...fields }) as PricedPlan

const ledgerOf = (...names: readonly string[]): State =>
  aState(
    ...names.map((name) => {
      const spec = aSpec(name)
      return entryOf(spec, [{ ...owned(`i-${name}`, spec), hourly: 1 }])
    }),
  )

const stopped = (name: string, isThere = true): Done => ({
  ...aSwitch('stop', name, `i-${name}`),
  id: `i-${name}` as InstanceId,
  how: 'answered',
  isThere,
  elapsedMs: 1,
  unrecorded: undefined,
})

const made = (name: string): Done => ({
  operation: 'create',
  action: aCreation(name),
  id: `i-${name}` as InstanceId,
  how: 'answered',
  elapsedMs: 1,
  unrecorded: undefined,
  rung: undefined,
  despite: undefined,
})

const resultOf = (...done: readonly Done[]): ApplyResult => ({ ...toResult([], []), done })

/** The end of a run that began with this account, and how often it listed it once more. */
async function ended(
  names: readonly string[],
  before: Remote,
  result: ApplyResult,
  {
    secondList = partial,
    closing,
    interrupted = false,
    byId = [],
  }: { secondList?: Remote; closing?: Remote; interrupted?: boolean; byId?: readonly Known[] } = {},
) {
  let lists = 0
  const asked: string[] = []
  const run = {
    state: ledgerOf(...names),
    remote: before,
    plan: plan(),
    result,
    closing: closing && { findings: [], remote: closing },
  }
  const look = await lookAtOwned(run, {
    interrupted: () => interrupted,
    async list() {
      lists += 1
      return secondList
    },
    async get(id) {
      asked.push(id)
      const known = byId.find((each) => each.id === id)
      if (known === undefined) return { kind: 'gone', why: 'not known' }
      return known.status === undefined
        ? { kind: 'failed', why: 'HTTP 500', refusal: undefined }
        : { kind: 'ok', value: detailsOf(anInstance(id, id, { status: known.status })) }
    },
  })
  return { billed: billedNow(run, look), doubt: look.doubt, lists, asked }
}

/** What the get call says of an id; it fails where there is no state. */
interface Known {
  readonly id: string
  readonly status: string | undefined
}

const [A, B] = [anInstance('i-a', 'a'), anInstance('i-b', 'b')]
const STOPPED_B = { ...B, status: 'exited' }

describe('what is billed when a run ends', () => {
  it('is told without another look where nothing was changed', async () => {
    const { billed, lists } = await ended(['a'], complete(A), resultOf())
    expect(billed).toMatchObject({ instances: 1, hourly: { price: 100_000 } })
    expect(lists).toBe(0)
  })

  it('is told by the look that closed the run', async () => {
    const { billed, lists } = await ended(['a', 'b'], complete(A), resultOf(made('b')), {
      closing: complete(A, STOPPED_B),
    })
    expect(billed).toMatchObject({ instances: 1, stopped: 1 })
    expect(lists).toBe(0)
  })

  it('is told by one more list where something was changed and nobody has looked since', async () => {
    const { billed, lists } = await ended(
      ['a', 'b'],
      complete(A, B),
      resultOf(stopped('b', false)),
      { secondList: complete(A, STOPPED_B) },
    )
    expect(billed).toMatchObject({ instances: 1, stopped: 1 })
    expect(lists).toBe(1)
  })

  it('is told by what was seen before and what was done since, where the list breaks off', async () => {
    const { billed } = await ended(
      ['a', 'b', 'new'],
      complete(A, B),
      resultOf(stopped('b'), made('new')),
    )
    expect(billed).toMatchObject({ instances: 2, stopped: 1, unseen: 1 })
  })

  it('asks for nothing more once somebody has interrupted', async () => {
    const { billed, lists } = await ended(['a', 'b'], complete(A, B), resultOf(stopped('b')), {
      interrupted: true,
    })
    expect(billed).toMatchObject({ instances: 1, stopped: 1 })
    expect(lists).toBe(0)
  })
})

describe('an instance of ours that the last list does not show', () => {
  const stoppedOf = resultOf(stopped('b', false))

  it('counts as the look by its id shows it', async () => {
    const { billed, doubt } = await ended(['a', 'b'], complete(A, B), stoppedOf, {
      secondList: complete(),
      byId: [
        { id: 'i-a', status: 'running' },
        { id: 'i-b', status: 'exited' },
      ],
    })
    expect(billed).toMatchObject({ instances: 1, stopped: 1, unseen: 0 })
    expect(doubt).toBe('its list does not show i-a, which is there, and 1 more like it')
  })

  it('counts as gone where the service does not know its id, told twice', async () => {
    const { billed, doubt, asked } = await ended(['a', 'b'], complete(A, B), stoppedOf, {
      secondList: complete(B),
    })
    expect(billed).toMatchObject({ instances: 1, unseen: 0 })
    expect(doubt).toBeUndefined()
    expect(asked).toEqual(['i-a', 'i-a'])
  })

  it('counts, unseen, where asking for it fails', async () => {
    const { billed, doubt } = await ended(['a', 'b'], complete(A, B), stoppedOf, {
      secondList: complete(B),
      byId: [{ id: 'i-a', status: undefined }],
    })
    expect(billed).toMatchObject({ instances: 2, unseen: 1 })
    expect(doubt).toBe('its list does not show i-a, and asking for it: HTTP 500')
  })

  it('counts, unseen, where somebody has interrupted and nobody asks any more', async () => {
    const { billed, asked } = await ended(['a', 'b'], complete(B), resultOf(), {
      interrupted: true,
    })
    expect(billed).toMatchObject({ instances: 2, unseen: 1 })
    expect(asked).toEqual([])
  })

  it('is no doubt where this run made it, since the list may lag', async () => {
    const { billed, doubt, asked } = await ended(['a', 'b'], complete(A), resultOf(made('b')), {
      closing: complete(A),
    })
    expect(billed).toMatchObject({ instances: 2, unseen: 1 })
    expect({ doubt, asked }).toEqual({ doubt: undefined, asked: [] })
  })
})

describe('what is billed where nothing was sent', () => {
  it('takes for gone only what the plan asked for', () => {
    const seen = { state: ledgerOf('a', 'b'), remote: complete() }
    const { spec } = aCreation('a')
    const actions = [{ kind: 'recreate', key: spec.key, name: 'a' }]
    const asked = plan({ actions: actions as unknown as PricedPlan['actions'] })
    expect(billedBefore({ ...seen, plan: asked })).toMatchObject({ instances: 1, unseen: 1 })
  })

  it('is what the plan saw', () => {
    const seen = { state: ledgerOf('a', 'b'), remote: complete(A, STOPPED_B), plan: plan() }
    expect(billedBefore(seen)).toMatchObject({ instances: 1, stopped: 1 })
  })

  it('does not believe a list that shows none of ours', () => {
    const seen = {
      state: ledgerOf('a', 'b'),
      remote: complete(),
      plan: plan({ unseenOwned: 2 }),
    }
    expect(billedBefore(seen)).toMatchObject({ instances: 2, unseen: 2 })
  })
})
