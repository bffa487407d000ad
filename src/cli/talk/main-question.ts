import { plain } from '../../output/terminal/terminal-text.ts'
import { labelOf } from '../../output/text/events-text.ts'
import { monthsText, sumWords } from '../../output/text/plan/details/pay-words.ts'
import {
  chargedStep,
  type DestroyAction,
  isEnding,
  type StepTask,
  type Task,
  tasksOf,
} from '../../plan/action.ts'
import { allowedActions, type Consent } from '../../plan/consent.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import type { Money } from '../../pricing/quote.ts'

/** What is asked about all that is not destroyed; `undefined` where there is nothing else. */
export function mainQuestion(report: PricedPlan, consent: Consent): string | undefined {
  const { counts, target, money, actions } = report
  const tasks = tasksOf(allowedActions(actions, consent))
  const creations = tasks.filter(
    ({ operation, action }) => operation === 'create' && action.kind !== 'replace',
  ).length
  const changes = [...replaceWords(tasks), ...changeWords(tasks), ...payWords(tasks, money)]
  const after = consequences(tasks)
  if (creations === 0) {
    if (changes.length > 0) {
      return [`${capital(listed(changes))} on ${target}?`, ...after].join(' ')
    }
    if (tasks.length > 0) return undefined
    return counts.exists > 0
      ? 'Record the instances that exist as ours?'
      : 'Record in the ledger what is protected?'
  }
  const recreated =
    counts.recreate === 0
      ? ''
      : `, ${counts.recreate === creations ? '' : `${counts.recreate} of them `}again since the account no longer has ${counts.recreate === 1 ? 'it' : 'them'},`
  const what = [`${instances(creations)}${recreated}`, ...changes].join(', and ')
  const cost = money.currency.pretended ? 'Nobody pays there.' : 'Each costs money from then on.'
  const more = after.filter((sentence) => sentence !== AFTER_STOP)
  return [`Create ${what} on ${target}?`, cost, ...more].join(' ')
}

/** What is done to instances that are there; one with new ports and a larger disk counts once. */
function changeWords(tasks: readonly Task[]): readonly string[] {
  const count = (...operations: readonly StepTask['operation'][]) =>
    new Set(
      tasks
        .filter(({ operation }) => operations.some((each) => each === operation))
        .map(({ action }) => action),
    ).size
  const changes = count('edit-ports', 'grow-disk')
  const upgrades = tasks.filter((task) => task.operation === 'upgrade')
  const resets = upgrades.filter(isReset).length
  const recorded = upgrades.length - resets
  const [starts, stops] = [count('start'), count('stop')]
  return [
    ...(changes === 0 ? [] : [`change ${instances(changes)} in place`]),
    ...(starts === 0 ? [] : [`start ${instances(starts)}`]),
    ...(resets === 0
      ? []
      : [`reset the ${resets === 1 ? 'container' : 'containers'} of ${instances(resets)}`]),
    ...(recorded === 0
      ? []
      : [`record what ${instances(recorded)} ${recorded === 1 ? 'has' : 'have'} already`]),
    ...(stops === 0 ? [] : [`stop ${instances(stops)}`]),
  ]
}

/** Whether a task resets a container: one that has all of it already is not. */
const isReset = (task: Task): boolean => task.operation === 'upgrade' && task.step.isThere !== true

/** What gets another instance in its place, and what has one already and ends: each by its name and id. */
function replaceWords(tasks: readonly Task[]): readonly string[] {
  const ends = replacedIn(tasks)
  const replaced = ends.filter(({ replacement }) => replacement?.successor === undefined)
  const finished = ends.filter(({ replacement }) => replacement?.successor !== undefined)
  const named = (some: readonly DestroyAction[]) =>
    listed(some.map((action) => `${labelOf(action)} (${plain(action.owned.id)})`))
  return [
    ...(replaced.length === 0 ? [] : [`replace ${named(replaced)}`]),
    ...(finished.length === 0 ? [] : [`destroy ${named(finished)}, whose replacement is there,`]),
  ]
}

/** The ends of what another one takes the place of; what has ended by itself needs no call. */
const replacedIn = (tasks: readonly Task[]): readonly DestroyAction[] =>
  tasks.flatMap((task) =>
    task.operation === 'delete' && task.action.because === 'replace' && !isEnding(task.action)
      ? [task.action]
      : [],
  )

/** What is paid for, each with its name and its sum. */
function payWords(tasks: readonly Task[], money: Money): readonly string[] {
  return tasks.flatMap((task): readonly string[] => {
    const quote = money.quotes.find(({ key }) => key === task.action.key)
    switch (task.operation) {
      case 'subscribe':
        if (chargedStep(task.action) === undefined) {
          return [`record that ${labelOf(task.action)} is paid by the month already`]
        }
        return [
          `pay ${monthsText(task.step.months)} of ${labelOf(task.action)} in advance (${sumWords(quote, money)})`,
        ]
      case 'renew':
        return [
          `renew ${labelOf(task.action)} for ${monthsText(task.step.months)} (${sumWords(quote, money)})`,
        ]
      case 'auto-renew':
        return [
          `switch ${task.step.to ? 'on' : 'off'} the automatic renewal of ${labelOf(task.action)}`,
        ]
      default:
        return []
    }
  })
}

/** What follows from it that nobody should have missed. */
function consequences(tasks: readonly Task[]): readonly string[] {
  const has = (operation: Task['operation']) => tasks.some((task) => task.operation === operation)
  const replaced = tasks.flatMap(({ action }) => (action.kind === 'replace' ? [action.by] : []))
  return [
    ...(replaced.includes('create-first')
      ? ['The new one is made first, and both are billed until the old one is gone.']
      : []),
    ...(replaced.includes('destroy-first')
      ? ['With replaceBy: destroy-first the old one ends first, and nothing runs in between.']
      : []),
    ...(replacedIn(tasks).length > 0 ? ['What is on the disk of an old one is lost.'] : []),
    ...(tasks.some(({ action }) => action.kind === 'change' && chargedStep(action) !== undefined)
      ? ['What is paid in advance is charged at once and cannot be undone.']
      : []),
    ...(tasks.some((task) => task.operation === 'auto-renew' && task.step.to)
      ? ['Each automatic renewal is charged then.']
      : []),
    ...(tasks.some(isReset) ? ['What runs in a container that is reset ends.'] : []),
    ...(has('grow-disk') ? ['A disk never shrinks, and what is added to it costs money.'] : []),
    ...(has('start') || has('stop') ? [AFTER_STOP] : []),
  ]
}

const AFTER_STOP =
  'A stopped instance goes on paying for its disk; one that runs pays for its GPUs.'

const instances = (count: number): string => (count === 1 ? 'one instance' : `${count} instances`)

const listed = (items: readonly string[]): string =>
  [items.slice(0, -1).join(', '), ...items.slice(-1)].filter((part) => part !== '').join(' and ')

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
