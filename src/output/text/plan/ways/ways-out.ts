import type { CommandLine } from '../../../../config/flags.ts'
import { unreachable } from '../../../../model/unreachable.ts'
import type { Action } from '../../../../plan/action.ts'
import { apply } from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { waysOfBlocked } from './ways-of-blocked.ts'
import { waysOfChange, waysOfDrift, waysOfFailure, waysOfReplace } from './ways-of-change.ts'
import { waysOfConflict } from './ways-of-conflict.ts'
import { waysOfDoubt } from './ways-of-doubt.ts'
import { waysOfDestroy, waysOfExpired, waysOfOrphan, waysOfPaid } from './ways-of-removal.ts'
import { waysOfCreate } from './ways-of-rename.ts'

/**
 * What a person can do about an action that waits: each a procedure that ends in a command to be typed. `onlyById`: the id
 * of the plan, where the account is not believed and only a person or that id goes ahead.
 */
export function waysOutOf(
  action: Action,
  commandLine: CommandLine,
  onlyById?: string,
): readonly Way[] {
  switch (action.kind) {
    case 'recreate':
      return waysOfRecreate(commandLine, onlyById)
    case 'change':
      return action.reason.code === 'expired-while-paid'
        ? waysOfPaid(action, commandLine)
        : waysOfChange(action, commandLine)
    case 'replace':
      return waysOfReplace(commandLine)
    case 'destroy':
      return waysOfDestroy(action, commandLine)
    case 'failed':
      return waysOfFailure(action, commandLine)
    case 'orphan':
      return waysOfOrphan(action, commandLine)
    case 'conflict':
      return waysOfConflict(action, commandLine)
    case 'in-doubt':
      return waysOfDoubt(action, commandLine)
    case 'expired':
      return waysOfExpired(action, commandLine)
    case 'blocked':
      return waysOfBlocked(action, commandLine)
    case 'no-op':
      return waysOfDrift(action, commandLine)
    case 'create':
      return waysOfCreate(action, commandLine)
    case 'exists':
      return []
    default:
      return unreachable(action)
  }
}

const waysOfRecreate = (commandLine: CommandLine, onlyById: string | undefined): readonly Way[] =>
  onlyById === undefined
    ? [way`to create it again: ${apply(['--allow', 'recreate'], commandLine)}`]
    : [
        way`first look at the account in the console: it shows none of the instances that the ledger holds`,
        way`to create it again: ${apply(['--plan-id', onlyById], commandLine)}`,
      ]
