import type { ChangeObstacle, CreateObstacle, ResendReason } from '../../../apply/look-up-reason.ts'
import { unreachable } from '../../../model/unreachable.ts'
import type { ForeignMark } from '../../../plan/reasons/action-reason.ts'

/** Why nothing was sent for an entry or about an instance, or is sent again; for `explainReason`, which words what a plan says as well. */
export function explainObstacle(
  reason: Exclude<
    ChangeObstacle | CreateObstacle | ResendReason,
    | {
        code:
          | 'protected'
          | 'became-another'
          | 'prepaid'
          | 'foreign-envs'
          | 'not-shown'
          | 'not-monthly'
          | 'successor-not-running'
      }
    | ForeignMark
  >,
): string {
  switch (reason.code) {
    case 'call-failed':
      return reason.why
    case 'not-looked-at':
      return `it could not be looked at first: ${reason.why}`
    case 'unknown-to-service':
      return 'the service does not know it any more'
    case 'run-stopped-before':
      return 'the run stopped before it'
    case 'on-its-way-out':
      return `it is on its way out: ${reason.status}`
    case 'failed-by-now':
      return `it has failed: ${reason.status}`
    case 'in-another-state':
      return `it is ${reason.status} by now`
    case 'changed-meanwhile':
      return `somebody changed it since the plan: ${reason.fields.join(', ')}`
    case 'not-replaced':
      return `nothing was made that takes the place of ${reason.id}, so it stays`
    case 'step-before-open':
      return 'what came of an earlier step of it is not known, and nothing else is sent until it is'
    case 'not-gone':
      return `${reason.id} is not gone`
    case 'there-again':
      return `${reason.id} is there again`
    case 'name-taken':
      return `${reason.id} has this name`
    case 'no-stock':
      return 'no free stock'
    case 'no-effect-seen':
      return reason.status === undefined
        ? 'the account shows no effect of it'
        : `the account shows no effect of it: the instance is ${reason.status}`
    default:
      return unreachable(reason)
  }
}
