import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../../src/api/remote.ts'
import { InvalidFiles } from '../../../../src/definitions/files/invalid-files.ts'
import type { EntryKey, InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import { EMPTY_STATE, type State } from '../../../../src/ledger/state.ts'
import type { AllowWord } from '../../../../src/model/allow-word.ts'
import { UserError } from '../../../../src/model/user-error.ts'
import { errorEvent, errorJson } from '../../../../src/output/json/error-json.ts'
import { eventJson } from '../../../../src/output/json/events-json.ts'
import { planJson } from '../../../../src/output/json/plan-json.ts'
import { summaryJson } from '../../../../src/output/json/summary-json.ts'
import { isCreation } from '../../../../src/plan/action.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { plan } from '../../../../src/plan/make-plan.ts'
import { countActions } from '../../../../src/plan/summary.ts'
import { unavailableCatalog } from '../../../../src/pricing/catalog.ts'
import { quoteAll } from '../../../../src/pricing/quote.ts'
import {
  aCreation,
  anInstance,
  aSpec,
  aState,
  entryOf,
  openAttempt,
  owned,
} from '../../../support/builders.ts'
import { expectValid, faultsOf } from '../../../support/schemas.ts'

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

const NOW = Date.parse('2026-11-01T12:00:00.000Z')

const reportOf = (specs: readonly InstanceSpec[], state: State, remote: Remote) => {
  const actions = plan({ specs, state, remote, coversAll: true, now: NOW })
  const counts = countActions(actions)
  return {
    target: 'sandbox',
    actions,
    counts,
    refresh: { kind: remote.kind, why: undefined },
    elsewhere: 0,
    unseenOwned: 0,
    goal: PLAIN_APPLY,
    now: NOW,
    notes: [],
    money: quoteAll(
      actions.filter(isCreation),
      unavailableCatalog('nobody asked', '2026-11-01T10:00:00.000Z'),
      'sandbox',
    ),
    planId: '0f3a9c-5b1d20-77e4a1-c09d3e-41b8f2-9e107d9d372bb6826bd81d3542a419d6',
    idAtAnyStock: '',
    diagnostics: [],
    costs: new Map(),
    commandLine: { flags: {}, args: [] },
    marker: true,
    allow: new Set<AllowWord>(),
    applyWith: undefined,
  }
}

describe('plan.schema.json', () => {
  const a = aSpec('a')
  const before = aSpec('a', { gpuNum: 2 })
  const larger = aSpec('a', { rootfsSize: 10 })
  const superseded = { ...owned('i1', a), supersededBy: 'i2' as InstanceId }
  const stopped = anInstance('i1', 'a', { gpuNum: 4 })
  const second = anInstance('i2', 'a')
  const mine = entryOf(a, [owned('i1', a)])
  const cases: readonly [string, InstanceSpec[], State, Remote][] = [
    ['create', [a], EMPTY_STATE, complete()],
    ['recreate', [a], aState(mine), complete()],
    ['no-op', [a], aState(mine), complete(stopped)],
    ['exists', [a], EMPTY_STATE, complete(anInstance('i1', 'a'))],
    ['change', [a], aState(entryOf(larger, [owned('i1', larger)])), complete(stopped)],
    ['replace', [a], aState(entryOf(before, [owned('i1', before)])), complete(stopped)],
    ['destroy', [a], aState(entryOf(a, [superseded, owned('i2', a)])), complete(stopped, second)],
    ['in-doubt', [a], aState(entryOf(a, [], [openAttempt(a, [])])), complete(stopped)],
    ['conflict', [a], EMPTY_STATE, complete(stopped)],
    ['orphan', [], aState(mine), complete(stopped)],
  ]

  it.each(cases)('describes an action of the kind %s', (kind, specs, state, remote) => {
    const document = planJson(reportOf(specs, state, remote))
    expect(document).toMatchObject({ actions: [{ action: kind }] })
    expectValid('plan', document)
    expectValid('events', { type: 'apply_start', formatVersion: '1.0', plan: document })
  })

  it('describes an entry without a name', () => {
    expectValid('plan', planJson(reportOf([aSpec(undefined)], EMPTY_STATE, complete())))
  })

  it('refuses what lacks a member, has one of another type, or is of another version', () => {
    const document = planJson(reportOf([a], EMPTY_STATE, complete()))
    const { summary, ...without } = document
    expect(faultsOf('plan', without)).not.toEqual([])
    expect(faultsOf('plan', { ...document, target: 1 })).not.toEqual([])
    expect(faultsOf('plan', { ...document, formatVersion: '2.0' })).not.toEqual([])
    expect(faultsOf('plan', { ...document, actions: [{ action: 'create' }] })).not.toEqual([])
    expect(summary).toMatchObject({ create: 1 })
  })

  it('lets members be added', () => {
    const document = planJson(reportOf([a], EMPTY_STATE, complete()))
    expectValid('plan', { ...document, later: { any: 1 } })
  })
})

describe('events.schema.json', () => {
  const creation = aCreation('a')
  const creating = { operation: 'create', action: creation } as const
  const refusal = {
    status: 400,
    reason: 'INVALID',
    message: 'no',
    advice: undefined,
    requestId: undefined,
  }
  const candidate = {
    instance: anInstance('i2', 'a'),
    verdict: 'differs',
    marked: false,
    against: [{ code: 'field-differs', field: 'gpuNum', account: 8, sent: 1 }],
  } as const
  const doubt = {
    code: 'outcome-unknown',
    call: 'HTTP 502',
    account: { code: 'nothing-made-so-far' },
  } as const
  const lost = { kind: 'failed', reason: 'disk full', rescue: undefined } as const
  const done = {
    kind: 'complete',
    operation: 'create',
    action: creation,
    id: 'i1' as never,
    elapsedMs: 1.5,
  } as const

  it.each([
    { kind: 'start', operation: 'create', action: creation, nth: 1, of: 1 } as const,
    {
      kind: 'retry',
      operation: 'create',
      action: creation,
      reason: 'HTTP 429',
      waitMs: 12.5,
    } as const,
    { kind: 'lookup', operation: 'create', action: creation, reason: 'HTTP 502' } as const,
    { ...done, how: 'answered' } as const,
    { ...done, how: 'found', unrecorded: lost } as const,
    { kind: 'rejected', operation: 'create', action: creation, refusal } as const,
    { ...done, how: 'found', despite: refusal } as const,
    { kind: 'refused_lookup', actions: [creation], waitMs: 60_000 } as const,
    {
      kind: 'made_wait',
      instances: [{ name: undefined, id: 'i1' as InstanceId }],
      waitMs: 600_000,
    } as const,
    {
      kind: 'wait_state',
      name: 'a',
      id: 'i1' as InstanceId,
      status: 'exited',
      statusError: 'no such image',
    } as const,
    {
      kind: 'stopped',
      why: 'not-all-running',
      instances: [{ name: 'a', id: 'i1' as InstanceId, status: 'exited' }],
      waitedMs: 1000,
    } as const,
    {
      kind: 'not_sent',
      operation: 'create',
      action: creation,
      reason: { code: 'no-stock' },
    } as const,
    {
      kind: 'unknown',
      operation: 'create',
      action: creation,
      reason: doubt,
      candidates: [candidate],
      requestId: 'req-1',
    } as const,
    { kind: 'stopped', why: 'ledger', cause: 'disk full' } as const,
  ])('describes the event $kind', (event) => {
    expectValid('events', eventJson(event))
  })

  it('describes the summary with everything that can be in it', () => {
    const summary = summaryJson(
      {
        done: [
          {
            operation: 'create',
            action: creation,
            id: 'i1' as never,
            how: 'found',
            elapsedMs: 1,
            rung: 2,
            unrecorded: lost,
            despite: refusal,
          },
        ],
        rejected: [{ ...creating, refusal }],
        notSent: [{ ...creating, reason: { code: 'no-stock' } }],
        inDoubt: [{ ...creating, reason: doubt, candidates: [candidate], requestId: 'req-1' }],
        skipped: [creating],
        stop: { why: 'unknown-outcome', doubt },
      },
      {
        audit: [
          { kind: 'surplus', name: 'a', instance: anInstance('i3', 'a'), ours: [] },
          {
            kind: 'surplus',
            name: 'a',
            instance: anInstance('i4', 'a'),
            ours: [],
            returned: {
              key: 'a' as EntryKey,
              departure: {
                kind: 'replaced',
                at: '2026-11-01T10:00:00.000Z',
                by: 'i3' as InstanceId,
              },
            },
            costs: new Map([
              [
                'i4' as InstanceId,
                { rate: { kind: 'unknown', why: 'no list' }, age: undefined, soFar: undefined },
              ],
            ]),
          },
          { kind: 'missing', name: undefined, id: 'i1' as never },
          { kind: 'not-audited', why: 'HTTP 404', isFailure: false },
        ],
        left: [creation],
        ending: 'unknown',
      },
    )
    expectValid('events', summary)
    expect(faultsOf('events', { ...(summary as object), exitCode: '4' })).not.toEqual([])
  })
})

describe('errors', () => {
  it.each([
    new UserError('no', { ending: 'usage', hint: 'yes' }),
    new UserError('no'),
    new InvalidFiles([]),
    new TypeError('undefined is not a function'),
    'a text that was thrown',
  ])('are described wherever a document is', (error) => {
    for (const name of ['plan', 'diagnostics', 'render', 'vars'] as const) {
      expectValid(name, errorJson(error))
    }
    expectValid('events', errorEvent(error))
  })
})
