import { type RemoteInstance, shownField } from '../../api/remote.ts'
import type { CommandLine } from '../../config/flags.ts'
import { durationText } from '../../model/duration.ts'
import { Secret } from '../../model/secret.ts'
import { timeText } from '../../model/time-text.ts'
import { unreachable } from '../../model/unreachable.ts'
import { amountText, amountWords, toHundredths, toPriceUnits } from '../../pricing/amount-text.ts'
import type { Cost } from '../../pricing/cost.ts'
import type { Currency } from '../../pricing/currency.ts'
import type { Connection, Connections, Way } from '../../status/connection.ts'
import type {
  DoubtStatus,
  OwnedStatus,
  StatusReport,
  Sum,
  UnmanagedStatus,
} from '../../status/status-report.ts'
import { shellWord } from '../terminal/shell-word.ts'
import type { Style } from '../terminal/style.ts'
import { displayWidth, plain } from '../terminal/terminal-text.ts'
import { nextCommand } from './next-command.ts'
import { againstText, idToAdopt } from './plan/candidate-text.ts'

export interface StatusLook {
  readonly style: Style
  /** Passwords unmasked. */
  readonly showSecrets: boolean
  /** Every unmanaged instance, not only the first. */
  readonly verbose: boolean
  /** What the commands to type repeat of this one. */
  readonly again: CommandLine
}

/** The status for a person. */
export function statusText(
  report: StatusReport,
  connections: Connections,
  look: StatusLook,
): string {
  const { style } = look
  const { refresh, instances } = report
  const blocks = [
    `${style.bold('Status')} of ${plain(report.target)}`,
    ...(refresh.why === undefined
      ? []
      : [
          style.yellow(`The account is not known in full: ${plain(refresh.why)}.`),
          ...(refresh.hint === undefined ? [] : [style.dim(`  hint: ${plain(refresh.hint)}`)]),
        ]),
    '',
    ...(instances.length === 0
      ? [`The ledger holds no instance (${plain(report.ledger)}).`]
      : [...ownedLines(instances, connections, look), '', ...moneyLines(report)]),
    ...doubtLines(report.doubts, look),
    ...unmanagedLines(report, look),
    ...(!look.showSecrets && hidesPassword(connections)
      ? ['', style.dim('Passwords are hidden; --show-secrets prints them on a terminal.')]
      : []),
  ]
  return `${blocks.join('\n')}\n`
}

/** The instances of the ledger as rows of one table, each with what there is to say below it. */
function ownedLines(
  instances: readonly OwnedStatus[],
  connections: Connections,
  look: StatusLook,
): readonly string[] {
  const { style } = look
  const heads = ['NAME', 'ID', 'STATE', 'AGE', 'PER HOUR', 'SO FAR']
  const rows = instances.map(rowOf)
  const lines = columns([heads, ...rows])
  return lines.flatMap((line, at) => {
    const item = instances[at - 1]
    if (item === undefined) return [style.dim(line)]
    return [paint(item, style)(line), ...belowOf(item, connections.get(item.owned.id), look)]
  })
}

/** One line for each instance, as `--watch` shows them. */
export const rowOf = (item: OwnedStatus): readonly string[] => [
  plain(item.name ?? item.key),
  plain(item.owned.id),
  stateOf(item),
  ...costCells(item.cost, item.presence.kind === 'gone'),
]

/** Age, price of an hour, and cost so far; what is gone costs nothing more. */
function costCells({ rate, age, soFar }: Cost, isGone: boolean): readonly string[] {
  return [
    age === undefined ? 'unknown' : durationText(age),
    rateCell(rate),
    isGone || rate.kind === 'prepaid' ? '-' : orUnknown(soFar, toHundredths),
  ]
}

const rateCell = (rate: Cost['rate']): string =>
  rate.kind === 'prepaid'
    ? 'prepaid'
    : orUnknown(rate.kind === 'hourly' ? rate.price : undefined, toPriceUnits)

export function stateOf({ presence }: OwnedStatus): string {
  switch (presence.kind) {
    case 'seen': {
      const status = plain(presence.instance.status)
      const word = status === '' ? '(no state)' : status
      return presence.instance.statusError === undefined ? word : `${word}, error`
    }
    case 'gone':
      return 'gone'
    case 'unseen':
      return 'not seen'
    default:
      return unreachable(presence)
  }
}

function paint({ presence }: OwnedStatus, style: Style): (text: string) => string {
  if (presence.kind !== 'seen') return style.yellow
  if (presence.instance.statusError !== undefined) return style.red
  return presence.instance.status.toLowerCase() === 'running' ? style.green : style.yellow
}

function belowOf(
  item: OwnedStatus,
  connection: Connection | undefined,
  { style, showSecrets, again }: StatusLook,
): readonly string[] {
  const { presence } = item
  const error = presence.kind === 'seen' ? presence.instance.statusError : undefined
  const word = shellWord(item.name ?? item.key)
  const isLost =
    presence.kind === 'gone'
      ? [
          item.inFiles === false
            ? 'the account no longer has it'
            : 'the account no longer has it; apply creates what is in a file again, once a person or --allow recreate says so',
        ]
      : []
  return [
    ...(error === undefined ? [] : [style.red(`error: ${plain(error)}`)]),
    ...isLost,
    ...(item.elsewhere === undefined
      ? []
      : [style.dim(`in ${plain(item.elsewhere)}, which was not read`)]),
    ...(item.inFiles === false && item.elsewhere === undefined
      ? [
          style.yellow(
            `in no file; no longer ours: ${nextCommand('forget', [word], { flags: again.flags, args: [] })}`,
          ),
        ]
      : []),
    ...(connection === undefined ? [] : connectionLines(connection, showSecrets, style)),
  ].map((line) => `    ${line}`)
}

/** How to connect, one way a line. */
export function connectionLines(
  connection: Connection,
  showSecrets: boolean,
  style: Style,
): readonly string[] {
  switch (connection.kind) {
    case 'known':
      return columns(connection.ways.map((way) => wayRow(way, showSecrets)))
    case 'failed':
      return [style.yellow(`how to connect is not known: ${plain(connection.why)}`)]
    default:
      return unreachable(connection)
  }
}

/** Whether a password is among the ways, so that a reader may want to see it. */
export const hidesPassword = (connections: Connections): boolean =>
  [...connections.values()].some(
    (connection) =>
      connection.kind === 'known' && connection.ways.some(({ password }) => password !== undefined),
  )

function wayRow({ name, address, username, password, isRunning }: Way, show: boolean): string[] {
  const text = (value: string | Secret): string =>
    plain(value instanceof Secret ? (show ? value.reveal() : value.shown) : value)
  const more = [
    ...(username === undefined ? [] : [`user ${plain(username)}`]),
    ...(password === undefined ? [] : [show ? `password ${text(password)}` : 'password hidden']),
    ...(isRunning === false ? ['not running'] : []),
  ]
  return [plain(name), text(address), more.join(', ')]
}

function moneyLines({ hourly, costSoFar, instances, currency }: StatusReport): readonly string[] {
  const words = currency.pretended ? ' in the sandbox, which nobody pays' : ''
  const whys = [
    ...new Set(
      instances.flatMap(({ cost: { rate }, presence }) =>
        rate.kind === 'unknown' && presence.kind !== 'gone' ? [rate.why] : [],
      ),
    ),
  ]
  return [
    `List price${words}: ${sumText(hourly, toPriceUnits, currency)} an hour, ${sumText(costSoFar, toHundredths, currency)} so far (price × age; less where it was stopped)`,
    ...whys.map((why) => `  unknown: ${plain(why)}`),
  ]
}

function sumText(
  { amount, unknown }: Sum,
  toUnits: (amount: number) => number,
  currency: Currency,
): string {
  if (amount === 0 && unknown > 0) return 'unknown'
  return `${amountWords(toUnits(amount), currency)}${unknown === 0 ? '' : ` and ${unknown} unknown`}`
}

const orUnknown = (amount: number | undefined, toUnits: (amount: number) => number): string =>
  amount === undefined ? 'unknown' : amountText(toUnits(amount))

function doubtLines(
  doubts: readonly DoubtStatus[],
  { style, again }: StatusLook,
): readonly string[] {
  if (doubts.length === 0) return []
  const { flags } = again
  const lines = doubts.flatMap(({ key, name, attempt, age, candidates }) => {
    const word = shellWord(name ?? key)
    const id = idToAdopt(candidates)
    return [
      `  ${plain(name ?? key)}  attempt of ${timeText(attempt.since)} (${durationText(age)} ago)${attempt.reason === undefined ? '' : `: ${plain(attempt.reason)}`}`,
      ...candidates.map(
        ({ instance, against }) => `    may have made ${seenText(instance)}${againstText(against)}`,
      ),
      style.dim(`    if it was made:     ${nextCommand('adopt', [word, id], { flags, args: [] })}`),
      style.dim(`    if it was not made: ${nextCommand('forget', [word], { flags, args: [] })}`),
    ]
  })
  return [
    '',
    style.red('In doubt: it may exist and cost money. apply looks again before it does anything.'),
    ...lines,
  ]
}

const seenText = ({ id, status }: RemoteInstance): string =>
  `${plain(id)}, which is ${plain(status)}`

/** More than these are a list to be asked for. */
const MAX_UNMANAGED = 20

function unmanagedLines(
  { unmanaged, currency }: StatusReport,
  { style, verbose }: StatusLook,
): readonly string[] {
  const returned = unmanaged.filter(({ replacedBy }) => replacedBy !== undefined)
  const others = unmanaged.filter(({ replacedBy }) => replacedBy === undefined)
  const shown = verbose ? others : others.slice(0, MAX_UNMANAGED)
  const more = others.length - shown.length
  return [
    ...(returned.length === 0
      ? []
      : [
          '',
          style.red(
            'Ours, and back after another one was made in its place: both cost money. plan names the ways out.',
          ),
          ...columns(returned.map((item) => unmanagedRow(item, currency))).map(
            (line) => `  ${line}`,
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          '',
          style.bold(`Not in the ledger (${others.length}), by the list prices of now:`),
          ...columns(shown.map((item) => unmanagedRow(item, currency))).map((line) => `  ${line}`),
        ]),
    ...(more > 0 ? [style.dim(`  and ${more} more; --verbose lists all`)] : []),
  ]
}

const unmanagedRow = (
  { instance, replacedBy, cost }: UnmanagedStatus,
  currency: Currency,
): readonly string[] => [
  instance.name === '' ? '(no name)' : plain(shownField(instance, 'name') ?? ''),
  plain(instance.id),
  plain(instance.status),
  cost.age === undefined ? 'age unknown' : durationText(cost.age),
  `${instance.gpuNum ?? '?'} × ${plain(instance.productName ?? shownField(instance, 'productId') ?? 'unknown product')}`,
  strangerCost(cost, currency),
  ...(replacedBy === undefined ? [] : [`replaced by ${plain(replacedBy)}`]),
]

function strangerCost({ rate, soFar }: Cost, currency: Currency): string {
  switch (rate.kind) {
    case 'hourly':
      return `${amountWords(toPriceUnits(rate.price), currency)} an hour${soFar === undefined ? '' : `, ${amountWords(toHundredths(soFar), currency)} so far`}`
    case 'prepaid':
      return 'paid in advance'
    case 'unknown':
      return `price unknown (${plain(rate.why)})`
    default:
      return unreachable(rate)
  }
}

/** Cells under each other, two spaces apart. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) {
      widths[at] = Math.max(widths[at] ?? 0, displayWidth(cell))
    }
  }
  return rows.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - displayWidth(cell)))
      .join('  ')
      .trimEnd(),
  )
}
