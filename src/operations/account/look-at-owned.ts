import { instancesOf, type Remote } from '../../api/remote.ts'
import { lookAt, type Sight } from '../../apply/change/sight.ts'
import type { ApplyPorts } from '../../apply/ports.ts'
import { type ApplyResult, changedIn, madeIn } from '../../apply/result.ts'
import type { InstanceOperation } from '../../ledger/operation.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import type { ClosingLook } from './closing-audit.ts'
import { eachOf } from './each-of.ts'
import { believed, lingeringIn, ownedIn } from './owned-seen.ts'

/** A run that has ended: `state` is that of its end, `remote` what it saw before it sent anything. */
export interface EndedRun {
  readonly state: State
  readonly remote: Remote
  readonly plan: PricedPlan
  readonly result: ApplyResult
  /** Its last look at the account, where it took one. */
  readonly closing: ClosingLook | undefined
}

/** What is known at the end of a run of the instances that the ledger holds. */
export interface OwnedLook {
  /** The last list, with each of ours that only a look by its id showed. */
  readonly remote: Remote
  /** Ours that nobody saw, and that are there or may be: made a moment ago, or asked for in vain. */
  readonly mayBeThere: ReadonlySet<InstanceId>
  /** Why the last list proves of nothing that it has ended, as a clause; `undefined` where nothing contradicts it. */
  readonly doubt: string | undefined
}

type LookPorts = Pick<ApplyPorts, 'list' | 'get' | 'interrupted'>

/**
 * Looks at the account when a run ends, by its last list. Asks for one more only where something was changed and nobody has
 * looked since; where that does not show all of it, what the run did is laid over what it saw before. An instance of ours
 * that a whole list does not show is asked for by its id, unless somebody has interrupted; so is what was seen gone and the
 * list shows.
 */
export async function lookAtOwned(ended: EndedRun, ports: LookPorts): Promise<OwnedLook> {
  const { state, remote: before, plan, result, closing } = ended
  const asks = closing === undefined && hasChanged(result) && !ports.interrupted()
  const last = asks ? await ports.list() : closing?.remote
  const isLast = last?.kind === 'complete'
  const remote = isLast ? last : withChanges(believed(before, plan), result)
  const made = new Set(madeIn(result).map(({ id }) => id))
  if (remote.kind !== 'complete') return { remote, mayBeThere: made, doubt: undefined }
  const lingering = ports.interrupted()
    ? new Set<InstanceId>()
    : await lingeringIn(remote.instances, state, ports)
  const shown = remote.instances.filter(({ id }) => !lingering.has(id))
  const shownIds = new Set(shown.map(({ id }) => id))
  const missing = ownedIn(state).flatMap(({ id }) => (shownIds.has(id) || made.has(id) ? [] : [id]))
  const looks = await eachOf(missing, async (id) => ({ id, sight: await ask(id, ports) }))
  const there = looks.flatMap(({ sight }) => (sight.kind === 'seen' ? [sight.instance] : []))
  const unseen = looks.flatMap(({ id, sight }) => (sight.kind === 'unseen' ? [id] : []))
  return {
    remote: { ...remote, instances: [...shown, ...there] },
    mayBeThere: new Set([...made, ...unseen]),
    doubt: isLast ? doubtOf(looks) : undefined,
  }
}

const hasChanged = ({ done, inDoubt }: ApplyResult): boolean =>
  [...done, ...inDoubt].some(({ operation }) => operation !== 'create')

const ask = async (id: InstanceId, ports: LookPorts): Promise<Sight> =>
  ports.interrupted() ? { kind: 'unseen', why: 'interrupted' } : await lookAt(id, ports)

interface Look {
  readonly id: InstanceId
  readonly sight: Sight
}

function doubtOf(looks: readonly Look[]): string | undefined {
  const [first, ...others] = looks.flatMap(({ id, sight }) => {
    if (sight.kind === 'gone') return []
    const what = sight.kind === 'seen' ? 'which is there' : `and asking for it: ${sight.why}`
    return [`its list does not show ${id}, ${what}`]
  })
  if (first === undefined || others.length === 0) return first
  return `${first}, and ${others.length} more like it`
}

/** The account as it was, with what was started and stopped since. What was destroyed is not in the ledger any more. */
function withChanges(remote: Remote, result: ApplyResult): Remote {
  if (remote.kind === 'not-offered' || remote.kind === 'not-asked') return remote
  const statuses = new Map<InstanceId, string>(
    changedIn(result).flatMap(({ id, operation, isThere }) => {
      const status = isThere ? STATUS_AFTER[operation] : undefined
      return status === undefined ? [] : [[id, status] as const]
    }),
  )
  return {
    ...remote,
    instances: instancesOf(remote).map((each) => ({
      ...each,
      status: statuses.get(each.id) ?? each.status,
    })),
  }
}

/** The state that an operation leads to, in the words of the service; `undefined` for what leaves it as it is. */
const STATUS_AFTER = {
  'edit-ports': undefined,
  'grow-disk': undefined,
  start: 'running',
  upgrade: 'running',
  stop: 'exited',
  subscribe: undefined,
  renew: undefined,
  'auto-renew': undefined,
  delete: 'removed',
} as const satisfies Record<InstanceOperation, string | undefined>
