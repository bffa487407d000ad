import { unreachable } from '../../model/unreachable.ts'
import type { Step } from '../../operations/reporter.ts'

/** What a run is busy with, for who watches a terminal. */
export function stepText(step: Step): string {
  switch (step.kind) {
    case 'settling':
      return 'Settling'
    case 'looking':
      return 'Looking at the account'
    case 'pricing':
      return 'Asking for prices and stock'
    case 'auditing':
      return 'Looking at the account once more'
    case 'waiting':
      return `Waiting for ${step.instances === 1 ? 'one instance' : `${step.instances} instances`} to run`
    case 'sold-out':
      return 'Nothing of it can be deployed now; looking again'
    case 'connecting':
      return 'Asking how to connect'
    default:
      return unreachable(step)
  }
}
