import { type Action, type ActionKind, isOtherwise } from './action.ts'
import type { Goal } from './decide/goal.ts'

/** How many actions of each kind a plan has. */
export type Counts = Readonly<Record<ActionKind, number>>

export function countActions(actions: readonly Action[]): Counts {
  const counts: Record<ActionKind, number> = {
    create: 0,
    recreate: 0,
    'no-op': 0,
    exists: 0,
    change: 0,
    replace: 0,
    destroy: 0,
    failed: 0,
    'in-doubt': 0,
    conflict: 0,
    expired: 0,
    blocked: 0,
    orphan: 0,
  }
  for (const { kind } of actions) counts[kind] += 1
  return counts
}

/** What a summary counts. */
interface Summed {
  readonly actions: readonly Action[]
  readonly goal: Goal
  /** Entries of the ledger that the files of another fleet define. */
  readonly elsewhere: number
}

/** The plan in one line, such as `3 to create, 1 unchanged, 0 in doubt`. What the plan is for is counted though there is none. */
export function summarise({ actions, goal, elsewhere }: Summed): string {
  const counts = countActions(actions)
  const creations = counts.create + counts.recreate
  const otherwise = actions.filter(isOtherwise).length
  const starts = countSwitches(actions, 'start')
  const stops = countSwitches(actions, 'stop')
  const gone = actions.filter(isGone).length
  const protectedOnes = actions.filter(isProtected).length
  const recreated = counts.recreate > 0 ? ` (${counts.recreate} again)` : ''
  const parts: readonly (readonly [number, string])[] = [
    [creations, `to create${recreated}`],
    [counts['no-op'] - otherwise, goal.kind === 'apply' ? 'unchanged' : 'as asked'],
    [otherwise, 'changed in the account'],
    [counts.exists, 'there already'],
    [counts.change - starts - stops, 'to change'],
    [starts, 'to start'],
    [stops, 'to stop'],
    [counts.replace, 'to replace'],
    [counts.destroy - gone, 'to destroy'],
    [gone, 'gone already'],
    [counts.expired, 'expired'],
    [protectedOnes, 'protected'],
    [counts.blocked - protectedOnes, 'blocked'],
    [counts.failed, 'failed'],
    [counts.conflict, 'in conflict'],
    [counts['in-doubt'], 'in doubt'],
    [counts.orphan, 'in no file'],
    [elsewhere, 'in the files of another fleet'],
  ]
  const always = ALWAYS[goal.kind]
  return parts
    .filter(([count, what]) => count > 0 || always.includes(what))
    .map(([count, what]) => `${count} ${what}`)
    .join(', ')
}

/** What a reader looks for in the plan of a goal. */
const ALWAYS: Readonly<Record<Goal['kind'], readonly string[]>> = {
  apply: ['to create', 'unchanged', 'in doubt'],
  destroy: ['to destroy'],
  reap: ['to destroy'],
  start: ['to start'],
  stop: ['to stop'],
}

/** Those that are only started or stopped: one whose definition differs as well is to change. */
const countSwitches = (actions: readonly Action[], operation: 'start' | 'stop'): number =>
  actions.filter(
    (action) =>
      action.kind === 'change' &&
      action.changes.length === 0 &&
      action.steps.some((step) => step.operation === operation),
  ).length

/** Of these only the ledger has to be told. */
const isGone = (action: Action): boolean =>
  action.kind === 'destroy' && action.reason.code === 'gone-already'

const isProtected = (action: Action): boolean =>
  action.kind === 'blocked' && action.reason.code === 'protected'
