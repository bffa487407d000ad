import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { type Json, Secret } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { ChangeAction, Step, Task } from '../../plan/action.ts'
import { keptUntil } from '../../status/data-kept.ts'
import type { JsonObject } from './compact.ts'

/** One step of a change, planned at that moment (milliseconds since the epoch). */
export const stepJson = (
  step: Step,
  { spec, remote }: Pick<ChangeAction, 'spec' | 'remote'>,
  now: number,
): JsonObject => ({
  operation: step.operation,
  ...partsOf(step, spec),
  ...(step.operation === 'stop' ? keptJson(remote?.keepDataDays, now) : {}),
  because: step.because,
})

/** How long the service keeps the data of what is stopped now; nothing where it does not say. */
const keptJson = (keepDataDays: number | undefined, now: number): JsonObject =>
  keepDataDays === undefined
    ? {}
    : { keepDataDays, dataKeptUntil: new Date(keptUntil(now, keepDataDays)).toISOString() }

/** What an edit, a growth, an upgrade or a payment leads from and to; nothing of the other tasks, whose operation says it. */
export function taskPartsJson(task: Task): JsonObject {
  switch (task.operation) {
    case 'edit-ports':
    case 'grow-disk':
    case 'upgrade':
    case 'subscribe':
    case 'renew':
    case 'auto-renew':
      return partsOf(task.step, task.action.spec)
    case 'create':
    case 'delete':
    case 'start':
    case 'stop':
      return {}
    default:
      return unreachable(task)
  }
}

function partsOf(step: Step, { body }: InstanceSpec): JsonObject {
  switch (step.operation) {
    case 'edit-ports': {
      const { ports } = body
      // The account may have an older value of the secret.
      if (ports instanceof Secret) return { from: [MASKED], to: [ports.shown] }
      return { from: step.from, to: step.to }
    }
    case 'grow-disk':
    case 'start':
    case 'stop':
      return { from: step.from, to: step.to }
    case 'upgrade':
      return {
        fields: step.fields,
        drops: step.drops,
        ...(step.untold === undefined ? {} : { untold: step.untold }),
        ...(step.isThere === true ? { isThere: true } : {}),
        ...(step.lostBefore === undefined ? {} : { lostBefore: step.lostBefore }),
      } satisfies { readonly [key: string]: Json }
    case 'subscribe':
      return { months: step.months, fields: step.fields }
    case 'renew':
      return { months: step.months, from: momentJson(step.from), to: momentJson(step.to) }
    case 'auto-renew':
      return {
        to: step.to,
        fields: step.fields,
        ...(step.months === undefined ? {} : { months: step.months }),
      }
    default:
      return unreachable(step)
  }
}

/** Of Unix seconds. */
const momentJson = (at: number): string => new Date(at * 1000).toISOString()

const MASKED = '(secret)'
