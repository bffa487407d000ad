import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { type Json, Secret } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Step, Task } from '../../plan/action.ts'
import type { JsonObject } from './compact.ts'

/** One step of a change of this definition. */
export const stepJson = (step: Step, spec: InstanceSpec): JsonObject => ({
  operation: step.operation,
  ...partsOf(step, spec),
  because: step.because,
})

/** What an edit, a growth or an upgrade leads from and to; nothing of the other tasks, whose operation says it. */
export function taskPartsJson(task: Task): JsonObject {
  switch (task.operation) {
    case 'edit-ports':
    case 'grow-disk':
    case 'upgrade':
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
      return { fields: step.fields, drops: step.drops } satisfies { readonly [key: string]: Json }
    default:
      return unreachable(step)
  }
}

const MASKED = '(secret)'
