import { isLive, type RemoteInstance } from '../../../api/remote.ts'
import type { CommandLine } from '../../../config/flags.ts'
import type { CreateBody } from '../../../definitions/instance-spec.ts'
import type { InstanceId } from '../../../ledger/record.ts'
import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { type Action, isOtherwise } from '../../../plan/action.ts'
import type { Change, ChangeWay, Drift } from '../../../plan/change.ts'
import type { PlanReport } from '../../../plan/priced-plan.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { widest } from '../../terminal/widest.ts'
import { nextCommand } from '../next-command.ts'
import { againstText } from './candidate-text.ts'
import { costWords } from './cost-text.ts'
import { valueText } from './value-text.ts'

/** How a plan is shown to a person. */
export interface Look {
  readonly style: Style
  /** Show every action, and what could not be checked. */
  readonly verbose: boolean
  /** Cells of the terminal; `undefined` where lines may be as long as they are. */
  readonly width?: number | undefined
}

/** What is below an action: its fields, what differs, and the ways out of what needs a person. */
export function detailsOf(action: Action, report: PlanReport, look: Look): readonly string[] {
  switch (action.kind) {
    case 'create':
    case 'recreate':
      return fieldLines(action.spec.body, look)
    case 'no-op':
      return [
        ...driftLines(action.drift, look),
        ...waysOfDrift(action, report.again).map((line) => look.style.dim(line)),
        ...uncheckedLines(action.unchecked, look),
      ]
    case 'exists':
      return [
        `to call it ours: ${adoptLine(action, [action.remote], report.again)}`,
        ...uncheckedLines(action.unchecked, look),
      ]
    case 'change':
      return [
        ...changeLines(action.changes, look),
        ...driftLines(action.drift, look),
        ...waysOfChange(action, report.again).map((line) => look.style.dim(line)),
      ]
    case 'in-doubt':
      return doubtLines(action, report.again, look)
    case 'failed':
      return failedLines(action, report, look)
    case 'conflict':
      return conflictLines(action, report, look)
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
      `attempt ${attempt} of ${timeText(since)}${reason === undefined ? '' : `: ${plain(reason)}`}`,
  )
  const found = action.candidates.map(
    ({ instance: { id, status }, against }) =>
      `${plain(id)} is ${plain(status)} in the account${againstText(against)}`,
  )
  return [...attempts, ...found, ...waysOfDoubt(action, again).map((line) => style.dim(line))]
}

function waysOfDoubt(
  action: Extract<Action, { kind: 'in-doubt' }>,
  again: CommandLine,
): readonly string[] {
  const instances = action.candidates.map(({ instance }) => instance)
  return [
    `if it was made:     ${adoptLine(action, instances, again)}`,
    `if it was not made: ${forgetLine(action, again)}`,
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

/** ppi-apply cannot change what runs yet, and says so: the way is by hand, then the ledger is told. */
function waysOfChange(
  action: Extract<Action, { kind: 'change' }>,
  again: CommandLine,
): readonly string[] {
  const adopt = nextCommand('adopt', [wordOf(action), shellWord(action.owned.id)], again)
  const remake = action.changes.some(({ takes }) => takes === 'replace')
  return [
    remake
      ? `to apply the file: remove it in the console, then ${nextCommand('apply', ['--allow', 'recreate'], again)}`
      : `to apply the file: change it in the console, then ${adopt}`,
    'to keep what is there: write it into the file',
  ]
}

function waysOfDrift(
  action: Extract<Action, { kind: 'no-op' }>,
  again: CommandLine,
): readonly string[] {
  if (action.drift.length === 0) return []
  if (!isOtherwise(action)) return ['to run it again: start it in the console']
  const back = 'to have it as the file says: change it back in the console'
  // An entry of another name would be another entry.
  if (action.drift.some(({ field }) => field === 'name')) return [back]
  const adopt = nextCommand('adopt', [wordOf(action), shellWord(action.owned.id)], again)
  return [back, `to keep what is there: write it into the file, then ${adopt}`]
}

function failedLines(
  action: Extract<Action, { kind: 'failed' }>,
  report: PlanReport,
  look: Look,
): readonly string[] {
  const { remote, changes, drift } = action
  return [
    `${plain(remote.id)}${costOf(remote.id, report)}`,
    ...changeLines(changes, look),
    ...driftLines(drift, look),
    ...waysOfFailure(action, report.again).map((line) => look.style.dim(line)),
  ]
}

function waysOfFailure(
  { owned }: Extract<Action, { kind: 'failed' }>,
  again: CommandLine,
): readonly string[] {
  const then = nextCommand('apply', owned === undefined ? [] : ['--allow', 'recreate'], again)
  return [
    'for the cause see its page in the console; it may be started again there',
    `to replace it: remove it in the console, then ${then}`,
  ]
}

/** What an instance costs, behind its id; nothing where nobody asked. */
function costOf(id: InstanceId, { costs, money }: PlanReport): string {
  const cost = costs.get(id)
  return cost === undefined ? '' : `: ${costWords(cost, money.currency)}`
}

function conflictLines(
  action: Extract<Action, { kind: 'conflict' }>,
  report: PlanReport,
  look: Look,
): readonly string[] {
  const { again } = report
  const { owned, strangers } = action
  const ids = [
    ...owned.map(({ id }) => `${plain(id)} is ours${costOf(id, report)}`),
    ...strangers.map(
      ({ id, status }) =>
        `${plain(id)} is ${plain(status)}, ${whoseWords(action, id)}${costOf(id, report)}`,
    ),
  ]
  return [
    ...ids,
    ...changeLines(action.changes, look),
    ...waysOut(action, again).map((line) => look.style.dim(line)),
  ]
}

/** Whose an instance is that is in the way. */
export function whoseWords(
  { holders, replaced }: Extract<Action, { kind: 'conflict' }>,
  id: InstanceId,
): string {
  const by = replaced.get(id)
  if (by !== undefined) return `ours, replaced by ${plain(by)}`
  const holder = holders.get(id)
  return holder === undefined ? 'not ours' : `ours as the entry ${plain(holder)}`
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
  const [back] = action.replaced
  if (back !== undefined) {
    const [id, by] = back
    return [
      'both cost money: remove one of them in the console',
      `if ${plain(id)} is to stay: ${nextCommand('adopt', [wordOf(action), shellWord(id)], again)}, then ${forget([wordOf(action), shellWord(by)])}`,
    ]
  }
  if (held !== undefined) {
    const [id, holder] = held
    return [
      `if ${plain(id)} is this entry: ${forget([shellWord(holder), shellWord(id)])}, then ${adopt}`,
      'if not: give the entry another name; if nobody here recorded it so, look at what changed in the ledger',
    ]
  }
  return owned.length === 0
    ? [
        `if ${one(strangers)} is this entry: ${adopt}`,
        action.name === undefined
          ? 'if not: give the entry a name'
          : 'if not: give the entry another name',
      ]
    : [
        `if ${one(strangers)} is not needed: remove it in the console; each costs money`,
        `if it is to replace ours: ${adopt}`,
      ]
}

const waysOfOrphan = (
  action: Extract<Action, { kind: 'orphan' }>,
  again: CommandLine,
): readonly string[] => {
  const forget = forgetLine(action, again)
  return [
    `to end it: remove it in the console, then ${forget}`,
    `to keep it, no longer ours: ${forget}`,
  ]
}

/**
 * What a person can do about an action that waits: each a procedure that ends in a command to be typed. `onlyById`: the id
 * of the plan, where the account is not believed and only a person or that id goes ahead.
 */
export function waysOutOf(
  action: Action,
  again: CommandLine,
  onlyById?: string,
): readonly string[] {
  switch (action.kind) {
    case 'recreate':
      return onlyById === undefined
        ? [`to create it again: ${nextCommand('apply', ['--allow', 'recreate'], again)}`]
        : [
            'first look at the account in the console: it shows none of the instances that the ledger holds',
            `to create it again: ${nextCommand('apply', ['--plan-id', onlyById], again)}`,
          ]
    case 'change':
      return waysOfChange(action, again)
    case 'failed':
      return waysOfFailure(action, again)
    case 'orphan':
      return waysOfOrphan(action, again)
    case 'conflict':
      return waysOut(action, again)
    case 'in-doubt':
      return waysOfDoubt(action, { flags: again.flags, args: [] })
    case 'no-op':
      return waysOfDrift(action, again)
    case 'create':
    case 'exists':
      return []
    default:
      return unreachable(action)
  }
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
    return `${owned.id} since ${timeText(owned.since)}: ${state}${words}`
  })
  return [...instances, ...waysOfOrphan(action, again)]
}
