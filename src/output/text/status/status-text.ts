import type { RemoteInstance } from '../../../api/remote.ts'
import { durationText } from '../../../model/duration.ts'
import { timeText } from '../../../model/time-text.ts'
import { amountWords, toHundredths, toPriceUnits } from '../../../pricing/amount-text.ts'
import type { Currency } from '../../../pricing/currency.ts'
import type { Connections } from '../../../status/connection.ts'
import type { DoubtStatus, StatusReport, Sum } from '../../../status/status-report.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { nextCommand } from '../next-command.ts'
import { againstText, idToAdopt } from '../plan/candidate-text.ts'
import { hidesPassword } from './connection-text.ts'
import { ownedLines } from './owned-rows.ts'
import type { StatusLook } from './status-look.ts'
import { unmanagedLines } from './unmanaged-text.ts'

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
    ...(instances.length > 0 ? [...ownedLines(instances, connections, look), ''] : []),
    ...(instances.length > 0 || report.unmanaged.some(({ returned }) => returned !== undefined)
      ? moneyLines(report)
      : [`The ledger holds no instance (${plain(report.ledger)}).`]),
    ...doubtLines(report.doubts, look),
    ...unmanagedLines(report, look),
    ...(!look.showSecrets && hidesPassword(connections)
      ? ['', style.dim('Passwords are hidden; --show-secrets prints them on a terminal.')]
      : []),
  ]
  return `${blocks.join('\n')}\n`
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
    `List price${words}: ${sumText(hourly, toPriceUnits, currency)} an hour, ${sumText(costSoFar, toHundredths, currency)} so far (price × age, without the time in which it was stopped)`,
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

function doubtLines(
  doubts: readonly DoubtStatus[],
  { style, commandLine }: StatusLook,
): readonly string[] {
  if (doubts.length === 0) return []
  const { flags } = commandLine
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
