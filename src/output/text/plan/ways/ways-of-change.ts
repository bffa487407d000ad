import { isReclaimed } from '../../../../api/spot-reclaim.ts'
import type { CommandLine } from '../../../../config/flags.ts'
import type { AllowWord } from '../../../../model/allow-word.ts'
import {
  type ChangeAction,
  type FailedAction,
  fieldsOf,
  isOtherwise,
  type NoOpAction,
  type Step,
  type SwitchStep,
} from '../../../../plan/action.ts'
import { type Change, type ChangeWay, RUN_STATE } from '../../../../plan/change.ts'
import { WORD_OF } from '../../../../plan/consent.ts'
import { wayOf } from '../../../../plan/difference.ts'
import { isFieldName } from '../../../../schema/fields.generated.ts'
import { monthsText } from '../details/pay-words.ts'
import { adopt, apply, applyAllowing, onlyThis } from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { waysToReplace } from './ways-to-end.ts'

/** What makes an instance as the file says, in place or by another one, and what makes the file say what is there. */
export function waysOfChange(action: ChangeAction, commandLine: CommandLine): readonly Way[] {
  const { steps, changes } = action
  if (changes.length + steps.length === 0) return [wayLater(action, commandLine)]
  return [
    ...waysOfSteps(action, commandLine),
    ...waysOfRest(action, commandLine),
    ...(changes.length === 0 ? [] : [toKeep(action, commandLine)]),
  ]
}

/** Another instance takes the place of the one that is there. */
export const waysOfReplace = (commandLine: CommandLine): readonly Way[] => [
  way`to do it: ${applyAllowing(['replace'], commandLine)}`,
  way`to keep what is there: write it into the file`,
]

/** It is on its way to another state, and takes no order until it is there. */
function wayLater(action: ChangeAction, commandLine: CommandLine): Way {
  if (action.reason.code === 'stop-under-way') {
    return way`to wait until it is stopped: ${onlyThis('stop', action, commandLine) ?? apply([], commandLine)}`
  }
  const operation = action.reason.code === 'to-start-later' ? 'start' : 'stop'
  const asked =
    action.spec.life.desiredStatus === undefined
      ? onlyThis(operation, action, commandLine)
      : undefined
  return way`to ${operation} it once it is there: ${asked ?? applyAllowing([operation], commandLine)}`
}

/** The steps in one command, or each by itself where it only starts or stops. */
function waysOfSteps(action: ChangeAction, commandLine: CommandLine): readonly Way[] {
  const { steps, changes } = action
  const switches = steps.filter(isSwitch)
  if (switches.length === steps.length) {
    return switches.map((step) => wayOfSwitch(step, action, commandLine))
  }
  const words = wordsOf(
    changes,
    steps.map(({ operation }) => WORD_OF[operation]),
  )
  const typed = applyAllowing(words, commandLine)
  const [first, ...others] = steps
  return first?.operation === 'renew' && others.length === 0
    ? [way`for ${monthsText(first.months)} more: ${typed}`]
    : [way`to do it: ${typed}`]
}

const isSwitch = (step: Step): step is SwitchStep =>
  step.operation === 'start' || step.operation === 'stop'

function wayOfSwitch(
  { operation, because }: SwitchStep,
  action: ChangeAction,
  commandLine: CommandLine,
): Way {
  return because === 'definition'
    ? way`to ${operation} it: ${applyAllowing([operation], commandLine)}`
    : way`to ${operation} it: ${onlyThis(operation, action, commandLine) ?? 'this again'}`
}

/** What no step makes true: once somebody has looked at it, or once the file says what it takes. */
function waysOfRest(action: ChangeAction, commandLine: CommandLine): readonly Way[] {
  const { remote, changes, steps } = action
  const made = new Set<string>(steps.flatMap(fieldsOf))
  const rest = changes.filter(({ field }) => !made.has(field))
  if (rest.length === 0) return []
  if (remote === undefined) {
    const { refresh: _, ...flags } = commandLine.flags
    const seen = commandLine.flags.refresh === 'never' ? { ...commandLine, flags } : commandLine
    return [way`to do it, once the account shows it: ${applyAllowing(wordsOfChanges(rest), seen)}`]
  }
  const what =
    steps.length === 0 ? 'to apply the file' : `for ${rest.map(({ field }) => field).join(', ')}`
  if (rest.every(({ takes }) => takes === 'pay')) {
    const typed = applyAllowing(['pay'], commandLine)
    return [way`${what}: write into the file for how many months (month), then ${typed}`]
  }
  // Of what is to be stopped no new instance is made.
  const typed = applyAllowing(['replace'], commandLine)
  return [
    way`${what}, by a new instance: write desiredStatus: running into the file, then ${typed}`,
  ]
}

/** An instance that somebody else changed is recorded as it is, once the file says the same. */
const toKeep = ({ changes, ...action }: ChangeAction, commandLine: CommandLine): Way =>
  changes.every(({ isDrift }) => isDrift === true)
    ? way`to keep what is there: write it into the file, then ${adopt(action, action.owned.id, commandLine)}`
    : way`to keep what is there: write it into the file`

/** The words that let changes of a definition be made: a new instance makes all of them true. */
export const wordsOfChanges = (changes: readonly Change[]): readonly AllowWord[] =>
  changes.some(({ takes }) => takes === 'replace')
    ? ['replace']
    : wordsOf(
        changes,
        changes.map(({ takes }) => WORDS_FOR[takes]),
      )

const WORDS_FOR = {
  edit: 'update',
  upgrade: 'reset',
  pay: 'pay',
  replace: 'replace',
} as const satisfies Record<ChangeWay, AllowWord>

/** What others changed takes a word of its own. */
const wordsOf = (changes: readonly Change[], words: readonly AllowWord[]): readonly AllowWord[] => [
  ...(changes.some(({ isDrift }) => isDrift === true) ? (['drift'] as const) : []),
  ...new Set(words),
]

export function waysOfFailure(action: FailedAction, commandLine: CommandLine): readonly Way[] {
  const { owned, remote } = action
  const replace =
    owned === undefined
      ? [way`to replace it: remove it in the console, then ${apply([], commandLine)}`]
      : waysToReplace({ action, owned, remote }, 'to replace it', commandLine)
  return isReclaimed(remote)
    ? [
        ...replace,
        way`to have one that is not taken back: before that, write another billingMode than spot into the file`,
      ]
    : [way`for the cause see its page in the console; it may be started again there`, ...replace]
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
  const back = [
    ...waysToUndo(action, commandLine),
    way`to have it as the file says: change it back in the console`,
  ]
  // An entry of another name would be another entry.
  if (action.drift.some(({ field }) => field === 'name')) return back
  const told = adopt(action, action.owned.id, commandLine)
  return [...back, way`to keep what is there: write it into the file, then ${told}`]
}

/** What of a drift a call can set back, and by which words. */
function waysToUndo({ drift }: NoOpAction, commandLine: CommandLine): readonly Way[] {
  const changed = drift.filter(({ field }) => field !== RUN_STATE)
  const undoable = changed.flatMap(({ field, applied, account }) => {
    const takes = isFieldName(field) ? wayOf(field, account, applied) : 'replace'
    return takes === 'edit' || takes === 'upgrade'
      ? [{ field, from: account, to: applied, takes, isDrift: true } as const]
      : []
  })
  if (undoable.length === 0) return []
  const typed = applyAllowing(wordsOfChanges(undoable), commandLine)
  const what =
    undoable.length === changed.length
      ? 'to undo it'
      : `to undo it in ${undoable.map(({ field }) => field).join(', ')}`
  return [way`${what}: ${typed}`]
}
