import { withDeparted } from '../../api/returned.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceOperation } from '../../ledger/operation.ts'
import type { SettledRecord } from '../../ledger/record.ts'
import type { EntryState, OpenOperation, OwnedInstance, State } from '../../ledger/state.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { FieldInAccount } from '../../plan/change.ts'
import { type Budget, steadyMs } from '../look-up.ts'
import type { ApplyPorts, Recorded } from '../ports.ts'
import { targetInLedger } from './change-target.ts'
import { othersIn } from './others-in.ts'
import {
  besideList,
  isToBeConfirmed,
  lookFor,
  type Progress,
  type Sight,
  type View,
  viewOf,
} from './sight.ts'

/** What a look said of a change that an earlier run left open. */
export interface ChangeFinding {
  readonly entry: EntryState
  readonly owned: OwnedInstance
  readonly open: OpenOperation
  /** `open`: it stays so, and nothing else is sent about the instance. */
  readonly outcome: 'done' | 'given-up' | 'open'
  readonly sight: Sight
  /** What the last look told of it. */
  readonly progress: Progress
  /** What the account has where somebody else changed the same. */
  readonly has: readonly FieldInAccount[]
  /** Set when the find could not be written down. */
  readonly unrecorded: Extract<Recorded, { kind: 'failed' }> | undefined
}

interface Unsettled {
  readonly entry: EntryState
  readonly owned: OwnedInstance
  readonly open: OpenOperation
}

type Looked = View & Pick<ChangeFinding, 'has'>

/** Milliseconds between two looks. */
const PAUSE_MS = 2000

type SettlePorts = Pick<ApplyPorts, 'list' | 'get' | 'record' | 'wait' | 'now' | 'interrupted'>

/** The changes that the ledger holds without an outcome; also of what had counted as gone. */
export function unsettledIn({ entries, departed }: State): readonly Unsettled[] {
  const open = [...departed.values()].filter(({ owned }) => owned.open !== undefined)
  return [...withDeparted(entries, open).values()].flatMap((entry) =>
    entry.instances.flatMap((owned) =>
      owned.open === undefined ? [] : [{ entry, owned, open: owned.open }],
    ),
  )
}

/**
 * Settles changes that an earlier run left without an outcome, before anything new is sent: by looking at each instance,
 * never by sending. One that was lost may still arrive, so what shows no effect is looked at until the settle time is over;
 * what becomes of it then, `AFTER_TIME` says. `specs`: the definitions of this run, for what the ledger may not keep.
 */
export async function settleChanges(
  state: State,
  { settleMs, specs }: Pick<Budget, 'settleMs'> & { readonly specs: readonly InstanceSpec[] },
  ports: SettlePorts,
): Promise<readonly ChangeFinding[]> {
  const began = Date.parse(ports.now())
  const defined = new Map(specs.map((spec) => [spec.key, spec]))
  let waiting = unsettledIn(state)
  const findings: ChangeFinding[] = []
  while (waiting.length > 0) {
    const stillOpen: Unsettled[] = []
    for (const each of waiting) {
      // Read once: a look that was too early for one of the two may not be the last one for the other.
      const looked = Date.parse(ports.now())
      const seen = await viewed(each, defined.get(each.entry.key), ports)
      const isFresh = looked < youngUntil(each, { began, ms: steadyMs(settleMs) })
      const view = isFresh ? unproven(each, seen) : seen
      if (
        !isSure(each, view) &&
        !ports.interrupted() &&
        looked < youngUntil(each, { began, ms: settleMs })
      ) {
        stillOpen.push(each)
      } else findings.push(await conclude(each, view, ports))
    }
    waiting = stillOpen
    if (waiting.length > 0) await ports.wait(Math.min(PAUSE_MS, settleMs / 4))
  }
  return findings
}

/** Whether no later look can say anything else. A container may come back from its reset with something else. */
const isSure = ({ open: { operation } }: Unsettled, { progress }: View): boolean =>
  progress === 'there' || (progress === 'leading' && operation !== 'upgrade')

/** A container may show its new settings before a reset begins that was sent a moment ago: it counts as on its way then. */
const unproven = ({ open: { operation } }: Unsettled, view: Looked): Looked =>
  operation === 'upgrade' && view.progress === 'there' ? { ...view, progress: 'leading' } : view

/** What a look shows; one that is gone by its id alone has to be gone from the list as well. */
async function viewed(
  { owned, open }: Unsettled,
  spec: InstanceSpec | undefined,
  ports: Pick<ApplyPorts, 'get' | 'list'>,
): Promise<Looked> {
  const target = targetInLedger(open, owned, spec)
  const seen = viewOf(target, await lookFor(open, owned.id, ports))
  const view = isToBeConfirmed(open.operation, seen)
    ? besideList(seen, owned.id, await ports.list())
    : seen
  return { ...view, has: othersIn(target, view) }
}

/**
 * Until when the last call of a change is younger than that: within the settle time it may still arrive. A line from the
 * future counts as written now: a clock was put back, and nobody knows how old it is.
 */
const youngUntil = (
  { open: { since } }: Unsettled,
  { began, ms }: { readonly began: number; readonly ms: number },
): number => Math.min(Date.parse(since), began) + ms

async function conclude(each: Unsettled, view: Looked, ports: SettlePorts): Promise<ChangeFinding> {
  const { progress } = view
  const leftOpen = { ...each, ...view, outcome: 'open', unrecorded: undefined } as const
  const given = AFTER_TIME[each.open.operation]
  switch (progress) {
    case 'there':
      return record(each, view, 'done', ports)
    case 'leading':
      return given.onItsWay === 'open' ? leftOpen : record(each, view, given.onItsWay, ports)
    case 'vanished':
      return record(each, view, 'given-up', ports)
    case 'not-begun':
    case 'failed':
    case 'untold':
      return given.withoutEffect === 'open' || ports.interrupted()
        ? leftOpen
        : record(each, view, given.withoutEffect, ports)
    case 'other':
      return given.changedByOthers === 'open' || ports.interrupted()
        ? leftOpen
        : record(each, view, given.changedByOthers, ports)
    case 'listed':
    case 'unseen':
      return leftOpen
    default:
      return unreachable(progress)
  }
}

/**
 * What becomes of a change whose outcome was lost, once it had its time. What is absolute may be given up: another one comes
 * to the same. A deletion goes on until the instance is gone; a disk would grow, and money be spent, twice. Growth §2.2.
 */
const AFTER_TIME = {
  'edit-ports': { onItsWay: 'open', withoutEffect: 'given-up', changedByOthers: 'given-up' },
  'grow-disk': { onItsWay: 'open', withoutEffect: 'open', changedByOthers: 'open' },
  start: { onItsWay: 'done', withoutEffect: 'given-up', changedByOthers: 'given-up' },
  upgrade: { onItsWay: 'open', withoutEffect: 'given-up', changedByOthers: 'open' },
  stop: { onItsWay: 'done', withoutEffect: 'given-up', changedByOthers: 'given-up' },
  subscribe: { onItsWay: 'open', withoutEffect: 'open', changedByOthers: 'open' },
  renew: { onItsWay: 'open', withoutEffect: 'open', changedByOthers: 'open' },
  'auto-renew': { onItsWay: 'open', withoutEffect: 'given-up', changedByOthers: 'given-up' },
  delete: { onItsWay: 'open', withoutEffect: 'open', changedByOthers: 'open' },
} as const satisfies Record<
  InstanceOperation,
  {
    readonly onItsWay: 'done' | 'open'
    /** Nothing of it is to be seen. */
    readonly withoutEffect: 'given-up' | 'open'
    readonly changedByOthers: 'given-up' | 'open'
  }
>

async function record(
  each: Unsettled,
  view: Looked,
  result: 'done' | 'given-up',
  ports: Pick<ApplyPorts, 'record' | 'now'>,
): Promise<ChangeFinding> {
  const { entry, owned, open } = each
  const { attempt, operation, because } = open
  const isEnd = result === 'done' && operation === 'delete'
  const line: SettledRecord = {
    type: 'settled',
    time: ports.now(),
    attempt,
    key: entry.key,
    id: owned.id,
    operation,
    result,
    how: 'seen',
    end: isEnd ? (view.sight.kind === 'gone' ? 'gone' : 'removed') : undefined,
    because: isEnd ? because : undefined,
  }
  const recorded = await ports.record(line)
  return {
    ...each,
    ...view,
    outcome: result,
    unrecorded: recorded.kind === 'failed' ? recorded : undefined,
  }
}
