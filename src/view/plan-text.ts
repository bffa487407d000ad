import { isLive, type RemoteInstance } from '../api/remote.ts'
import type { Action, ActionKind, Change, ChangeWay, Drift } from '../plan/action.ts'
import type { PlanReport } from '../plan/report.ts'
import { summarise } from '../plan/summary.ts'
import type { CommandLine } from '../settings/flags.ts'
import { positionAt } from '../source/place.ts'
import { type Json, mask } from '../spec/secret.ts'
import { unreachable } from '../unreachable.ts'
import { costWords } from './cost-text.ts'
import { moneyLines } from './money-text.ts'
import { nextCommand } from './next-command.ts'
import { shellWord } from './shell-word.ts'
import type { Style } from './style.ts'
import { displayWidth, plain } from './terminal-text.ts'
import { wrapTo } from './wrap-text.ts'

interface Look {
  readonly style: Style
  /** Show every action, and what could not be checked. */
  readonly verbose: boolean
  /** Cells of the terminal; `undefined` where lines may be as long as they are. */
  readonly width?: number | undefined
}

/** The plan for a person: what would be done and why, a legend of the symbols used, and the sum. */
export function planText(report: PlanReport, look: Look): string {
  const { style } = look
  const { actions } = report
  const groups = fold(actions)
  const aligned = Math.max(0, ...groups.map((group) => displayWidth(titleOf(group))))
  // Where a reason would not fit beside the widest title, columns only waste what room there is.
  const width = aligned + LEAST_REASON > (look.width ?? Number.POSITIVE_INFINITY) ? 0 : aligned
  const blocks = groups.map((group) => blockOf(group, width, report, look))
  const text = [
    `${style.bold('Plan')} for ${plain(report.target)}${scopeOf(report)}`,
    '',
    ...blocks,
    ...(blocks.length === 0 ? [] : ['', legend(actions, style)]),
    '',
    style.bold(summarise(report.counts)),
    ...spaced(moneyLines(report.money, style, look.width)),
    ...spaced(report.notes.map((note) => style.yellow(plain(note)))),
    '',
    `Plan id: ${style.bold(report.planId)}`,
    ...(report.applyWith === undefined
      ? []
      : [`Apply exactly this: ${style.cyan(report.applyWith)}`]),
    '',
  ].join('\n')
  return wrapTo(text, look.width)
}

/** Cells for the sign, the gap, a reason and a place. */
const LEAST_REASON = 60

/** Lines as a paragraph of their own. */
const spaced = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', ...lines]

/** The sign of each kind of action. */
export const SYMBOLS = {
  create: '+',
  recreate: '+',
  'no-op': '=',
  exists: '=',
  changed: '~',
  'in-doubt': '?',
  conflict: '!',
  orphan: '!',
} as const satisfies Record<ActionKind, string>

const MEANINGS = {
  '+': 'create',
  '=': 'there already',
  '~': 'changed: shown, not done',
  '?': 'in doubt: never created again by itself',
  '!': 'needs a person',
} as const satisfies Record<(typeof SYMBOLS)[ActionKind], string>

function paint(kind: ActionKind, style: Style): (text: string) => string {
  switch (kind) {
    case 'create':
    case 'recreate':
      return style.green
    case 'no-op':
    case 'exists':
      return style.dim
    case 'changed':
      return style.yellow
    case 'in-doubt':
    case 'conflict':
    case 'orphan':
      return style.red
    default:
      return unreachable(kind)
  }
}

function legend(actions: readonly Action[], style: Style): string {
  const used = new Set(actions.map(({ kind }) => SYMBOLS[kind]))
  const parts = Object.entries(MEANINGS)
    .filter(([symbol]) => used.has(symbol as keyof typeof MEANINGS))
    .map(([symbol, meaning]) => `${symbol} ${meaning}`)
  return style.dim(parts.join('   '))
}

/** Neighbouring actions that say the same: the replicas of an entry, or a run of unchanged ones. */
export type Group = readonly [Action, ...Action[]]

/** Folds a plan for a reader: 200 equal entries are one line. */
export function fold(actions: readonly Action[]): readonly Group[] {
  const groups: [Action, ...Action[]][] = []
  for (const action of actions) {
    const group = groups.at(-1)
    if (group !== undefined && isAlike(group[0], action)) group.push(action)
    else groups.push([action])
  }
  return foldEqual(groups)
}

/** Joins neighbouring creates that differ in their names alone, where there are too many to read one by one. */
function foldEqual(groups: readonly Group[]): readonly Group[] {
  const runs: [Group, ...Group[]][] = []
  let last: string | undefined
  for (const group of groups) {
    const content = contentOf(group[0])
    const run = runs.at(-1)
    if (run !== undefined && content !== undefined && content === last) run.push(group)
    else runs.push([group])
    last = content
  }
  return runs.flatMap((run): readonly Group[] => {
    const [[first, ...rest], ...others] = run
    return run.length <= MOST_EQUAL ? run : [[first, ...rest, ...others.flat()]]
  })
}

/** As many equal entries as are still shown one by one. */
const MOST_EQUAL = 3

/** Everything that a create says but for its name and line; `undefined` for what is not folded so. */
function contentOf(action: Action): string | undefined {
  if (action.kind !== 'create') return undefined
  const { name: _name, ...body } = action.spec.body as Readonly<Record<string, Json>>
  return JSON.stringify([action.presence, action.spec.place.file.path, mask(body)])
}

function isAlike(one: Action, other: Action): boolean {
  if (one.kind !== other.kind) return false
  if (one.kind === 'no-op' && other.kind === 'no-op') {
    return one.drift.length === 0 && other.drift.length === 0
  }
  if (one.kind === 'create' && other.kind === 'create') {
    return (
      one.presence === other.presence &&
      one.spec.place.span.start === other.spec.place.span.start &&
      one.spec.place.file === other.spec.place.file
    )
  }
  return false
}

/** The names of a group, on one line and safe to print. */
export function titleOf(group: Group): string {
  const names = group.map(nameOf)
  if (names.length <= 3) return names.join(', ')
  return group[0].kind === 'no-op'
    ? `${names.length} entries`
    : `${names[0]} … ${names.at(-1)} (${names.length})`
}

const nameOf = (action: Action): string =>
  action.name === undefined ? '(no name)' : plain(action.name)

function blockOf(group: Group, width: number, report: PlanReport, look: Look): string {
  const { style } = look
  const [action] = group
  const color = paint(action.kind, style)
  const title = titleOf(group)
  const gap = ' '.repeat(Math.max(0, width - displayWidth(title)))
  const reason = reasonOf(group)
  const head = `${color(`${SYMBOLS[action.kind]} ${title}`)}${gap}   ${plain(reason)}${placeOf(group, style)}`
  return [head, ...detailsOf(action, report, look).map((line) => `    ${line}`)].join('\n')
}

/** Why a group is what it is. */
export const reasonOf = (group: Group): string => {
  const [action, ...others] = group
  return action.kind === 'no-op' && others.length > 0 ? 'there as applied' : action.reason
}

function placeOf(group: Group, style: Style): string {
  const [action] = group
  if (action.kind === 'orphan' || action.kind === 'no-op') return ''
  return style.dim(`  ${plain(action.spec.place.file.path)}:${linesOf(group)}`)
}

/** The lines that a group is written on, as `3` or `3 to 9`; nothing for what is in no file any more. */
export function linesOf(group: Group): string {
  const [first] = group
  const last = group.at(-1) ?? first
  if (first.kind === 'orphan' || last.kind === 'orphan') return ''
  const [from, to] = [first, last].map(({ spec: { place } }) => {
    return positionAt(place.file, place.span.start).line
  })
  return from === to ? `${from}` : `${from} to ${to}`
}

function detailsOf(action: Action, report: PlanReport, look: Look): readonly string[] {
  switch (action.kind) {
    case 'create':
    case 'recreate':
      return fieldLines(action.spec.body, look)
    case 'no-op':
      return [...driftLines(action.drift, look), ...uncheckedLines(action.unchecked, look)]
    case 'exists':
      return [
        `to call it ours: ${adoptLine(action, [action.remote], report.again)}`,
        ...uncheckedLines(action.unchecked, look),
      ]
    case 'changed':
      return [...changeLines(action.changes, look), ...driftLines(action.drift, look)]
    case 'in-doubt':
      return doubtLines(action, report.again, look)
    case 'conflict':
      return conflictLines(action, report.again, look)
    case 'orphan':
      return orphanLines(action, report)
    default:
      return unreachable(action)
  }
}

function fieldLines(body: Readonly<Record<string, unknown>>, { style }: Look): readonly string[] {
  const fields = Object.entries(body).filter(([field]) => field !== 'name')
  const width = Math.max(0, ...fields.map(([field]) => field.length))
  return fields.map(
    ([field, value]) => `${style.dim(field.padEnd(width))}  ${valueText(mask(value as Json))}`,
  )
}

function changeLines(changes: readonly Change[], { style }: Look): readonly string[] {
  const width = Math.max(0, ...changes.map(({ field }) => field.length))
  return changes.map(({ field, from, to, takes }) => {
    const values = `${valueText(from)} → ${valueText(to)}`
    return `${style.dim(field.padEnd(width))}  ${values}  ${style.dim(`(${WAYS[takes]})`)}`
  })
}

/** What a change would take, in words. */
export const WAYS = {
  edit: 'can be changed in place',
  upgrade: 'resets the container',
  replace: 'only by deleting and creating it',
} as const satisfies Record<ChangeWay, string>

const driftLines = (drift: readonly Drift[], { style }: Look): readonly string[] =>
  drift.map(({ field, applied, account }) =>
    style.yellow(
      `drift: ${field} is ${valueText(account)} in the account, ${valueText(applied)} was applied`,
    ),
  )

const uncheckedLines = (fields: readonly string[], { style, verbose }: Look): readonly string[] =>
  verbose && fields.length > 0 ? [style.dim(`cannot be checked: ${fields.join(', ')}`)] : []

function doubtLines(
  action: Extract<Action, { kind: 'in-doubt' }>,
  { flags }: CommandLine,
  { style }: Look,
): readonly string[] {
  // Without the files: what was to be applied counts, not what they say now.
  const again = { flags, args: [] }
  const attempts = action.attempts.map(
    ({ attempt, since, reason }) =>
      `attempt ${attempt} of ${since}${reason === undefined ? '' : `: ${plain(reason)}`}`,
  )
  const found = action.candidates.map(
    ({ id, status }) => `${id} is ${plain(status)} in the account`,
  )
  return [
    ...attempts,
    ...found,
    style.dim(`if it was made:     ${adoptLine(action, action.candidates, again)}`),
    style.dim(`if it was not made: ${forgetLine(action, again)}`),
  ]
}

const wordOf = ({ name, key }: Action): string => shellWord(name ?? key)

const adoptLine = (
  action: Action,
  candidates: readonly RemoteInstance[],
  again: CommandLine,
): string => nextCommand('adopt', [wordOf(action), idIn(candidates)], again)

const forgetLine = (action: Action, { flags }: CommandLine): string =>
  nextCommand('forget', [wordOf(action)], { flags, args: [] })

/** What to type for the id of an instance: itself where there is only one that can be recorded. */
function idIn(instances: readonly RemoteInstance[]): string {
  const [only, ...others] = instances.filter(isLive)
  return only === undefined || others.length > 0 ? 'ID' : shellWord(only.id)
}

function conflictLines(
  action: Extract<Action, { kind: 'conflict' }>,
  again: CommandLine,
  look: Look,
): readonly string[] {
  const { owned, strangers } = action
  const ids = [
    ...owned.map(({ id }) => `${plain(id)} is ours`),
    ...strangers.map(({ id, status }) => `${plain(id)} is ${plain(status)}, not ours`),
  ]
  return [
    ...ids,
    ...changeLines(action.changes, look),
    ...waysOut(action, again).map((line) => look.style.dim(line)),
  ]
}

/** Each of them costs money, and only a person knows which one is meant. */
function waysOut(
  action: Extract<Action, { kind: 'conflict' }>,
  again: CommandLine,
): readonly string[] {
  const { owned, strangers } = action
  if (strangers.length === 0) {
    const { flags } = again
    return [
      `for each one too many: remove it in the console, then ${nextCommand('forget', [wordOf(action), 'ID'], { flags, args: [] })}`,
    ]
  }
  const adopt = adoptLine(action, strangers, again)
  return owned.length === 0
    ? [`if ${one(strangers)} is this entry: ${adopt}`, 'if not: give the entry another name']
    : [
        `if ${one(strangers)} is not needed: remove it in the console; each costs money`,
        `if it is to replace ours: ${adopt}`,
      ]
}

const one = ({ length }: readonly unknown[]): string => (length === 1 ? 'it' : 'one of them')

function orphanLines(
  action: Extract<Action, { kind: 'orphan' }>,
  { costs, money, again }: PlanReport,
): readonly string[] {
  const instances = action.instances.map(({ owned, remote }) => {
    const state =
      remote === undefined ? 'not confirmed' : isLive(remote) ? plain(remote.status) : 'gone'
    const cost = costs.get(owned.id)
    const words = cost === undefined ? '' : `; ${costWords(cost, money.currency)}`
    return `${owned.id} since ${owned.since}: ${state}${words}`
  })
  return [...instances, `no longer ours: ${forgetLine(action, again)}`]
}

/** A value on one line, safe to print. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return '(unset)'
  if (typeof value === 'string') return value === '' ? '""' : plain(value)
  if (Array.isArray(value)) return value.map(itemText).join(', ')
  return plain(JSON.stringify(value))
}

/** An item of a list of the API on one line: `KEY=value`, `id at /mount/point`, or its members. */
function itemText(item: Json): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return valueText(item)
  const { key, value, Id, mountPoint } = item as Record<string, Json | undefined>
  if (typeof key === 'string') return `${plain(key)}=${valueText(value)}`
  if (typeof Id === 'string') return `${plain(Id)} at ${valueText(mountPoint)}`
  return Object.values(item).map(valueText).join(' ')
}

const scopeOf = ({ refresh }: PlanReport): string => {
  switch (refresh.kind) {
    case 'complete':
      return ''
    case 'partial':
      return refresh.seen === 0 ? ', the account not seen' : ', the account seen in part'
    case 'not-offered':
    case 'not-asked':
      return ', from the ledger alone'
    default:
      return unreachable(refresh.kind)
  }
}
