import { isLive, type RemoteInstance } from '../api/remote.ts'
import type { Action, Change, ChangeWay, Drift } from '../plan/action.ts'
import type { PlanReport } from '../plan/report.ts'
import type { CommandLine } from '../settings/flags.ts'
import type { CreateBody } from '../spec/instance-spec.ts'
import { unreachable } from '../unreachable.ts'
import { againstText } from './candidate-text.ts'
import { costWords } from './cost-text.ts'
import { nextCommand } from './next-command.ts'
import { shellWord } from './shell-word.ts'
import type { Style } from './style.ts'
import { plain } from './terminal-text.ts'
import { valueText } from './value-text.ts'
import { widest } from './widest.ts'

/** How a plan is shown to a person. */
export interface Look {
  readonly style: Style
  /** Show every action, and what could not be checked. */
  readonly verbose: boolean
  /** Cells of the terminal; `undefined` where lines may be as long as they are. */
  readonly width?: number | undefined
}

/** What stands below an action: its fields, what differs, and the ways out of what needs a person. */
export function detailsOf(action: Action, report: PlanReport, look: Look): readonly string[] {
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

function fieldLines(body: CreateBody, { style }: Look): readonly string[] {
  const fields = Object.keys(body).filter((field) => field !== 'name')
  const width = widest(fields, ({ length }) => length)
  const lines: string[] = []
  for (const field of fields) {
    lines.push(`${style.dim(field.padEnd(width))}  ${valueText(body[field])}`)
  }
  return lines
}

function changeLines(changes: readonly Change[], { style }: Look): readonly string[] {
  const width = widest(changes, ({ field }) => field.length)
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
    ({ instance: { id, status }, against }) =>
      `${plain(id)} is ${plain(status)} in the account${againstText(against)}`,
  )
  return [
    ...attempts,
    ...found,
    style.dim(
      `if it was made:     ${adoptLine(
        action,
        action.candidates.map(({ instance }) => instance),
        again,
      )}`,
    ),
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
    ...strangers.map(({ id, status }) => {
      const holder = action.holders.get(id)
      const whose = holder === undefined ? 'not ours' : `ours as the entry ${plain(holder)}`
      return `${plain(id)} is ${plain(status)}, ${whose}`
    }),
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
  const { owned, strangers, holders } = action
  const forget = (words: readonly string[]) =>
    nextCommand('forget', words, { flags: again.flags, args: [] })
  if (strangers.length === 0) {
    return [
      `for each one too many: remove it in the console, then ${forget([wordOf(action), 'ID'])}`,
    ]
  }
  const adopt = adoptLine(action, strangers, again)
  const [held] = holders
  if (held !== undefined) {
    const [id, holder] = held
    return [
      `if ${plain(id)} is this entry: ${forget([shellWord(holder), shellWord(id)])}, then ${adopt}`,
      'if not: give the entry another name; if nobody here recorded it so, look at what changed in the ledger',
    ]
  }
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
