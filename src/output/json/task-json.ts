import type { Refusal } from '../../api/outcome.ts'
import type { Recorded } from '../../apply/ports.ts'
import type { Json } from '../../model/secret.ts'
import type { Task } from '../../plan/action.ts'
import type { Candidate } from '../../plan/attempt-matches.ts'
import { explainReason } from '../text/reasons/explain-reason.ts'
import { compact } from './plan-json.ts'
import { codeJson } from './reason-json.ts'

/** The entry that something is about. */
export const who = ({ name, key }: { name: string | undefined; key: string }) => ({
  name: name ?? null,
  key,
})

/** The entry of a task, and the instance where there is one already. */
export const subject = (task: Task) =>
  task.operation === 'create'
    ? who(task.action)
    : { ...who(task.action), id: task.action.owned.id as string }

/** The same, and what was to be done, where that is not said otherwise. */
export const taskJson = (task: Task) => ({ ...subject(task), operation: task.operation })

export const refusalJson = (refusal: Refusal): Json => compact({ ...refusal })

/** What the ledger could not take. */
export const lostJson = ({
  reason,
  rescue,
}: Pick<Extract<Recorded, { kind: 'failed' }>, 'reason' | 'rescue'>): Json =>
  compact({ reason, rescue })

/** The ids, and what speaks against each of them. */
export const candidatesJson = (candidates: readonly Candidate[]) => ({
  candidates: candidates.map(({ instance }) => instance.id),
  against: Object.fromEntries(
    candidates.map(({ instance, against }) => [instance.id, against.map(explainReason)]),
  ),
  againstCodes: Object.fromEntries(
    candidates.map(({ instance, against }) => [instance.id, against.map(codeJson)]),
  ),
})
