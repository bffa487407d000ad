import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import type { Life } from '../../../../src/definitions/life.ts'
import type { AttemptId } from '../../../../src/ledger/record.ts'
import type { OwnedInstance } from '../../../../src/ledger/state.ts'
import { planJson } from '../../../../src/output/json/plan-json.ts'
import { type Goal, PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../support/builders.ts'
import { aCatalog } from '../../../support/catalog-of.ts'
import { aPlanReport, listOf, NOW } from '../../../support/plan-report.ts'
import { expectValid } from '../../../support/schemas.ts'

const CREATED = Date.parse(owned('i', aSpec('a')).since) / 1000

interface Situation {
  readonly life?: Partial<Life>
  readonly owned?: Partial<OwnedInstance>
  readonly remote?: Partial<RemoteInstance>
  readonly goal?: Goal
  /** Whether a file has the entry. */
  readonly isDefined?: boolean
}

/** The document of a plan about one entry whose instance is there, checked against its schema. */
function documentOf(situation: Situation) {
  const { life = {}, remote, goal = PLAIN_APPLY, isDefined = true } = situation
  const spec = aSpec('web', {}, life)
  const report = aPlanReport(isDefined ? [spec] : [aSpec('other')], {
    state: aState(entryOf(spec, [{ ...owned('i-1', spec), hourly: 1.99, ...situation.owned }])),
    remote: listOf(anInstance('i-1', 'web', { createdAt: CREATED, ...remote })),
    goal,
    catalog: aCatalog(),
  })
  const document = planJson(report)
  expectValid('plan', document)
  return JSON.parse(JSON.stringify(document))
}

const actionIn = (situation: Situation) =>
  documentOf(situation).actions.find(({ key }: { key: string }) => key === 'web')

const DESTROY: Goal = { kind: 'destroy', scope: 'files' }
const PRUNE: Goal = { ...PLAIN_APPLY, prune: true }
const OVER = { expires: { kind: 'at', at: NOW - 1000, text: '' } } as const

describe('planJson', () => {
  it('says what the run is for', () => {
    expect(documentOf({}).goal).toEqual(PLAIN_APPLY)
    expect(documentOf({ goal: DESTROY }).goal).toEqual({ kind: 'destroy', scope: 'files' })
  })

  it('says of a removal why, how it is ours, what is lost and what stays', () => {
    const networkStorages = [{ id: 'ns-1', mountPoint: '/data' }]
    expect(actionIn({ goal: DESTROY, remote: { networkStorages } })).toMatchObject({
      action: 'destroy',
      reasonCode: 'destroy-asked',
      reasonArgs: { id: 'i-1' },
      file: 'fleet.yaml',
      id: 'i-1',
      because: 'destroy',
      since: '2026-11-01T10:00:00.000Z',
      how: 'answered',
      status: 'running',
      lost: { systemDiskGb: 60 },
      stays: { networkStorages: ['ns-1 (at /data)'] },
      protect: false,
    })
  })

  it('has no place of what is in no file, and waits for the word', () => {
    const pruned = actionIn({ goal: PRUNE, isDefined: false })
    expect(pruned).toMatchObject({ because: 'prune', waitsFor: 'destroy' })
    expect(pruned).not.toHaveProperty('file')
    // Whoever types another command has said its word.
    expect(actionIn({ goal: DESTROY })).not.toHaveProperty('waitsFor')
  })

  it('has the steps of a change, and the word that each waits for', () => {
    const change = actionIn({ life: { desiredStatus: 'stopped' } })
    expect(change).toMatchObject({
      action: 'change',
      changes: [],
      steps: [{ operation: 'stop', from: 'running', to: 'stopped', because: 'definition' }],
      waitsFor: 'stop',
    })
  })

  it('tells what is left alone, and what needs a person', () => {
    expect(actionIn({ goal: DESTROY, owned: { protect: true } })).toMatchObject({
      action: 'blocked',
      reasonCode: 'protected',
      id: 'i-1',
      protect: true,
    })
    expect(actionIn({ life: OVER })).toMatchObject({
      action: 'expired',
      id: 'i-1',
      expires: '2026-11-28T07:59:59.000Z',
      waitsFor: 'person',
    })
  })

  it('tells when something expires: a time, or seconds from a creation that is to come', () => {
    const life = { expires: { kind: 'after', ms: 8_640_000_000, text: '100d' } } as const
    expect(actionIn({ life })).toMatchObject({ expires: '2027-02-09T10:00:00.000Z' })
    const [action] = JSON.parse(
      JSON.stringify(planJson(aPlanReport([aSpec('new', {}, life)]))),
    ).actions
    expect(action).toMatchObject({ action: 'create', expiresAfterSeconds: 8_640_000 })
    expect(action).not.toHaveProperty('expires')
  })

  it('has the calls whose outcome is not known', () => {
    const open = {
      attempt: 'a1' as AttemptId,
      operation: 'delete',
      since: '2026-11-28T07:00:00.000Z',
      because: 'destroy',
      from: {},
      to: {},
      digest: undefined,
      reason: 'HTTP 502',
    } as const
    expect(actionIn({ owned: { open } })).toMatchObject({
      action: 'in-doubt',
      reasonCode: 'change-unsettled',
      attempts: [],
      unsettled: [{ id: 'i-1', operation: 'delete', since: open.since, reason: 'HTTP 502' }],
    })
  })

  it('lists what an apply records of protection', () => {
    const { protections } = documentOf({ life: { protect: true } })
    expect(protections).toEqual([{ name: 'web', key: 'web', id: 'i-1', protect: true }])
    expect(documentOf({ life: { protect: true }, goal: DESTROY }).protections).toEqual([])
  })

  it('has the bill before and after as decimal strings, and what is not known as null', () => {
    expect(documentOf({ goal: DESTROY }).money.effects).toEqual({
      actions: [
        {
          name: 'web',
          key: 'web',
          operation: 'delete',
          before: '1.99',
          after: '0.00',
          change: '-1.99',
          paidSoFar: '1285.54',
        },
      ],
      before: { known: '1.99', unknown: 0 },
      after: { known: '0.00', unknown: 0 },
      change: '-1.99',
      chargedNow: { known: '0.00', unknown: 0 },
    })
    expect(documentOf({ goal: { kind: 'stop' } }).money.effects).toMatchObject({
      actions: [{ after: null, change: null, unknownBecause: expect.any(String) }],
      after: { known: null, unknown: 1 },
      change: null,
    })
    expect(documentOf({}).money).not.toHaveProperty('effects')
  })
})
