import type { Task } from '../../../plan/action.ts'
import { type ActionEffect, effectsIn } from '../../../plan/effects.ts'
import type { PricedPlan } from '../../../plan/priced-plan.ts'
import type { Amount, Total } from '../../../pricing/amount.ts'
import {
  amountText,
  amountWords,
  differenceText,
  toHundredths,
} from '../../../pricing/amount-text.ts'
import type { Currency } from '../../../pricing/currency.ts'
import { type EffectTotal, totalEffect } from '../../../pricing/effect.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { isCharged } from '../reasons/explain-change.ts'
import type { Look } from './details/look.ts'
import { monthsText } from './details/pay-words.ts'
import { currencyWords } from './money-text.ts'
import { type Row, tableLines } from './price-table.ts'
import { SYMBOLS } from './symbols.ts'

/** What a plan does to the bill, in words. Safe for a terminal. */
export interface EffectsTable {
  readonly title: string
  /** Cells: the first row is the head, the last one the total. Names are first, notes are last. */
  readonly rows: readonly Row[]
}

/** The same as lines for a person; none where a plan only creates. */
export function effectLines(plan: PricedPlan, { style, width }: Look): readonly string[] {
  const table = effectsTable(plan)
  return table === undefined
    ? []
    : [`${style.bold('Cost')} ${table.title}`, ...tableLines(table.rows, { style, width })]
}

/** The bill before and after a plan that changes, ends, starts or stops something; `undefined` for every other. */
export function effectsTable(plan: PricedPlan): EffectsTable | undefined {
  const effects = effectsIn(plan)
  if (effects.length === 0) return undefined
  const { currency } = plan.money
  const total = totalEffect(effects.map(({ effect }) => effect))
  return {
    title: `${currencyWords(currency)}, before and after`,
    rows: [HEAD, ...fold(effects).map((group) => rowOf(group, currency)), totalRow(total)],
  }
}

const HEAD: Row = ['', 'now an hour', 'then an hour', 'change', 'charged now', 'note']

type Group = readonly [ActionEffect, ...ActionEffect[]]

/** Neighbours that do the same to the bill are one row. */
function fold(effects: readonly ActionEffect[]): readonly Group[] {
  const groups: [ActionEffect, ...ActionEffect[]][] = []
  for (const each of effects) {
    const group = groups.at(-1)
    if (group !== undefined && saidOf(group[0]) === saidOf(each)) group.push(each)
    else groups.push([each])
  }
  return groups
}

const saidOf = ({ tasks, effect: { soFar, ...amounts } }: ActionEffect): string =>
  JSON.stringify([verbsOf(tasks), soFar === undefined, amounts])

function rowOf(group: Group, currency: Currency): Row {
  const [{ tasks, effect }] = group
  const times = group.length
  return [
    `${SYMBOLS[actionOf(tasks).kind]} ${titleOf(group)}  ${verbsOf(tasks)}`,
    cellText(effect.before, times),
    cellText(effect.after, times),
    cellText(effect.change, times, differenceText),
    cellText(effect.upfront, times),
    noteOf(group, currency),
  ]
}

const verbsOf = (tasks: ActionEffect['tasks']): string =>
  actionOf(tasks).kind === 'replace' ? 'replace' : tasks.map(verbOf).join(', ')

/** What the tasks carry out; the end of an instance that is replaced has an action of its own. */
const actionOf = (tasks: ActionEffect['tasks']): Task['action'] =>
  tasks.find(({ action }) => action.kind === 'replace')?.action ?? tasks[0].action

function verbOf(task: Task): string {
  switch (task.operation) {
    case 'grow-disk':
      return `disk +${task.step.to - task.step.from} GB`
    case 'upgrade':
      return task.step.isThere ? 'record' : 'reset'
    case 'subscribe':
      return `pay ${monthsText(task.step.months)}`
    case 'renew':
      return `renew ${monthsText(task.step.months)}`
    case 'auto-renew':
      return `renewal ${task.step.to ? 'on' : 'off'}`
    default:
      return VERBS[task.operation]
  }
}

const VERBS = {
  'edit-ports': 'ports',
  create: 'create',
  delete: 'destroy',
  start: 'start',
  stop: 'stop',
} as const satisfies Record<
  Exclude<Task['operation'], 'grow-disk' | 'upgrade' | 'subscribe' | 'renew' | 'auto-renew'>,
  string
>

function titleOf(group: Group): string {
  const names = group.map(({ tasks: [{ action }] }) =>
    action.name === undefined ? '(no name)' : plain(action.name),
  )
  return names.length <= 2 ? names.join(', ') : `${names[0]} … ${names.at(-1)} (${names.length})`
}

/** Why an amount is not known, what follows from it, and what has been paid for what ends. */
function noteOf(group: Group, currency: Currency): string {
  const [{ tasks, effect }] = group
  const whys = [effect.change, effect.upfront].flatMap((amount) =>
    amount.kind === 'unknown' ? [plain(amount.why)] : [],
  )
  const notes = [...new Set(whys), ...followsFrom(tasks)]
  if (actionOf(tasks).kind !== 'destroy') return notes.join('; ')
  const soFar = group.map((each) => each.effect.soFar)
  const paid = soFar.reduce<number | undefined>(
    (sum, amount) => (sum === undefined || amount === undefined ? undefined : sum + amount),
    0,
  )
  const words =
    paid === undefined
      ? 'paid so far: unknown'
      : `paid so far about ${amountWords(toHundredths(paid), currency)}${effect.wasStopped === true ? ' and unknown while stopped' : ''}`
  return [...notes, words].join('; ')
}

function followsFrom(tasks: ActionEffect['tasks']): readonly string[] {
  const action = actionOf(tasks)
  if (action.kind === 'replace') {
    return action.by === 'create-first' ? ['both are billed until the old one is gone'] : []
  }
  return tasks.some(({ operation }) => isCharged(operation)) ? ['cannot be undone'] : []
}

function cellText(amount: Amount, times: number, toText = amountText): string {
  switch (amount.kind) {
    case 'known':
      return toText(amount.price * times)
    case 'unknown':
      return 'unknown'
    case 'none':
      return '–'
  }
}

const totalRow = ({ before, after, change, upfront }: EffectTotal): Row => [
  'total',
  sumText(before),
  sumText(after),
  cellText(change, 1, differenceText),
  sumText(upfront),
  '',
]

/** What is not known makes a sum the least that it can be. */
function sumText({ price, known, unknown }: Total): string {
  if (unknown > 0) return price === 0 ? 'unknown' : `at least ${amountText(price)}`
  return known === 0 ? '–' : amountText(price)
}
