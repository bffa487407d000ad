import type { InstanceId } from '../../ledger/record.ts'
import type { Creation, ReplaceAction } from '../../plan/action.ts'
import type { TriedRung } from '../../pricing/quote.ts'
import type { Position } from '../change/change-all.ts'
import type { RunProgress } from '../change/run-progress.ts'
import type { ApplyEvent, CreateTask, StoppedEvent } from '../event.ts'
import type { CreateObstacle } from '../look-up-reason.ts'
import type { ApplyPorts } from '../ports.ts'
import type { ApplyInput } from '../turn.ts'
import { create } from './create.ts'
import { lookForRefused } from './look-for-refused.ts'
import { isSoldOut, type Refused } from './refused.ts'

/** How the creations of a run ended. */
export interface AllCreated {
  /** Whether there is less than was wanted. */
  readonly lacks: boolean
  /** Why the run stops, where it does. */
  readonly stopped: StoppedEvent | undefined
}

/**
 * Creates what is to be created, in order. What the service refuses is looked for in the account; where it was refused as
 * sold out and nothing of it is there, the next body of its entry is tried, after all entries have had their turn: so the
 * time in which an instance may show up late is waited for once, and not for each of them.
 */
export async function* createAll(
  creations: readonly CreateTask[],
  input: ApplyInput,
  { first, of, progress }: Position,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, AllCreated> {
  const known = new Set(input.known)
  let lacks = false
  let pending = creations.map(
    (task, index): Pending => ({
      task,
      nth: first + index,
      rungs: input.rungs.get(task.action.key) ?? [{ nth: 0, hourly: undefined }],
    }),
  )
  while (pending.length > 0) {
    const round = yield* tryEach(pending, { input, known, of, progress }, ports)
    const refused = round.refused.map((each) => each.refused)
    const looked = yield* lookForRefused(refused, known, input.budget, ports)
    const stopped = round.stopped ?? looked.stopped
    const next = round.refused.flatMap((each) =>
      looked.unmade.includes(each.refused) ? nextOf(each) : [],
    )
    lacks ||= round.lacks || next.length < round.refused.length
    if (stopped !== undefined) return { lacks: lacks || next.length > 0, stopped }
    pending = next
  }
  return { lacks, stopped: undefined }
}

/** An entry whose turn is to come, with what is tried of it, in order. */
interface Pending {
  readonly task: CreateTask
  readonly nth: number
  readonly rungs: readonly TriedRung[]
}

interface RefusedEntry extends Pending {
  readonly refused: Refused
}

/** The same entry with the bodies behind the one that is sold out; none where the refusal is about something else. */
function nextOf({ refused, task, nth, rungs }: RefusedEntry): readonly Pending[] {
  const left = rungs.slice(1)
  return left.length > 0 && isSoldOut(refused) ? [{ task, nth, rungs: left }] : []
}

interface Round {
  readonly input: ApplyInput
  /** What this run makes is added. */
  readonly known: Set<InstanceId>
  readonly of: number
  readonly progress: RunProgress
}

interface RoundEnd {
  readonly refused: readonly RefusedEntry[]
  /** Whether something was not tried. */
  readonly lacks: boolean
  readonly stopped: StoppedEvent | undefined
}

/** One body of each entry. */
async function* tryEach(
  pending: readonly Pending[],
  { input, known, of, progress }: Round,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, RoundEnd> {
  const refused: RefusedEntry[] = []
  let lacks = false
  for (const each of pending) {
    const { task, nth, rungs } = each
    const { action } = task
    if (ports.interrupted()) {
      return { refused, lacks: true, stopped: { kind: 'stopped', why: 'interrupted' } }
    }
    const [rung, ...others] = rungs
    const obstacle = obstacleTo(action, { progress, known }, ports)
    if (rung === undefined || obstacle !== undefined) {
      lacks = true
      yield { kind: 'start', ...task, nth, of }
      yield { kind: 'not_sent', ...task, reason: obstacle ?? { code: 'no-stock' } }
      continue
    }
    const turn = { input, known, nth, of, rung, hasNext: others.length > 0 }
    const end = yield* create(action, turn, ports)
    if (end.id !== undefined) known.add(end.id)
    if (end.refused !== undefined) refused.push({ ...each, refused: end.refused })
    if (end.stop !== undefined) return { refused, lacks, stopped: end.stop }
  }
  return { refused, lacks, stopped: undefined }
}

/**
 * Why an entry is not created now: by what was seen since the plan was made. An instance that had counted as gone may be
 * shown again by a look for another entry, and somebody else may have taken the name.
 */
function obstacleTo(
  action: Creation,
  { progress, known }: Pick<Round, 'progress' | 'known'>,
  { shown }: Pick<ApplyPorts, 'shown'>,
): CreateObstacle | undefined {
  if (action.kind === 'replace' && !mayBeMade(action, progress)) {
    return { code: 'not-gone', id: action.owned.id }
  }
  const back = action.kind === 'recreate' ? action.gone.find(shown.lives) : undefined
  if (back !== undefined) return { code: 'there-again', id: back }
  const { name } = action
  const other = name === undefined ? undefined : shown.named(name).find((id) => !known.has(id))
  return other && { code: 'name-taken', id: other }
}

/** What cannot be there twice is made once the other one is seen gone. */
const mayBeMade = ({ by, owned }: ReplaceAction, progress: RunProgress): boolean =>
  by === 'create-first' || progress.hasEnded(owned.id)
