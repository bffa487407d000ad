import type { CommandLine } from '../../../../config/flags.ts'
import {
  type ChangeAction,
  type FailedAction,
  isOtherwise,
  type NoOpAction,
  type Step,
} from '../../../../plan/action.ts'
import { adopt, apply, onlyThis } from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { waysToReplace } from './ways-to-end.ts'

/** What starts or stops an instance, and what makes it as the file says. */
export const waysOfChange = (action: ChangeAction, commandLine: CommandLine): readonly Way[] => [
  ...action.steps.map((step) => wayOfStep(step, action, commandLine)),
  ...(action.changes.length === 0 ? [] : waysOfDefinition(action, commandLine)),
  ...(action.changes.length + action.steps.length === 0 ? [wayLater(action, commandLine)] : []),
]

/** It is on its way to another state, and takes no order until it is there. */
function wayLater(action: ChangeAction, commandLine: CommandLine): Way {
  const operation = action.reason.code === 'to-start-later' ? 'start' : 'stop'
  const asked =
    action.spec.life.desiredStatus === undefined
      ? onlyThis(operation, action, commandLine)
      : undefined
  return way`to ${operation} it once it is there: ${asked ?? apply(['--allow', operation], commandLine)}`
}

function wayOfStep(
  { operation, because }: Step,
  action: ChangeAction,
  commandLine: CommandLine,
): Way {
  return because === 'definition'
    ? way`to ${operation} it: ${apply(['--allow', operation], commandLine)}`
    : way`to ${operation} it: ${onlyThis(operation, action, commandLine) ?? 'this again'}`
}

/** ppi-apply cannot change a definition in place yet, and says so: by hand, then the ledger is told; or ended and made again. */
function waysOfDefinition(action: ChangeAction, commandLine: CommandLine): readonly Way[] {
  const keep = way`to keep what is there: write it into the file`
  const { owned, remote, changes } = action
  if (changes.some(({ takes }) => takes === 'replace')) {
    return [...waysToReplace({ action, owned, remote }, 'to apply the file', commandLine), keep]
  }
  const told = adopt(action, owned.id, commandLine)
  return [way`to apply the file: change it in the console, then ${told}`, keep]
}

export function waysOfFailure(action: FailedAction, commandLine: CommandLine): readonly Way[] {
  const { owned, remote } = action
  return [
    way`for the cause see its page in the console; it may be started again there`,
    ...(owned === undefined
      ? [way`to replace it: remove it in the console, then ${apply([], commandLine)}`]
      : waysToReplace({ action, owned, remote }, 'to replace it', commandLine)),
  ]
}

/** The account differs from what was applied. */
export function waysOfDrift(action: NoOpAction, commandLine: CommandLine): readonly Way[] {
  if (action.drift.length === 0) return []
  if (!isOtherwise(action)) {
    return [
      way`to run it again: ${onlyThis('start', action, commandLine) ?? 'start it in the console'}`,
      way`to leave it stopped: write desiredStatus: stopped into the file`,
    ]
  }
  const back = way`to have it as the file says: change it back in the console`
  // An entry of another name would be another entry.
  if (action.drift.some(({ field }) => field === 'name')) return [back]
  const told = adopt(action, action.owned.id, commandLine)
  return [back, way`to keep what is there: write it into the file, then ${told}`]
}
