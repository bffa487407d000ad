import { isLive, type RemoteInstance } from '../../api/remote.ts'
import type { CommandLine } from '../../config/flags.ts'
import type { ForgottenRecord } from '../../ledger/record.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { timeText } from '../../model/time-text.ts'
import type { Forgetting } from '../../plan/forgetting.ts'
import { amountWords, toPriceUnits } from '../../pricing/amount-text.ts'
import type { Currency } from '../../pricing/currency.ts'
import { shellWord } from '../terminal/shell-word.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { nextCommand } from './next-command.ts'
import { againstText } from './plan/candidate-text.ts'
import { OPERATION_NOUNS } from './reasons/explain-change.ts'

/** What is known beside what is dropped. */
export interface ForgetCircumstances {
  readonly currency: Currency
  /** What a command to type repeats of this one. */
  readonly commandLine: CommandLine
}

/** What still runs and costs, and what can no longer be told afterwards. */
export function forgettingText(
  forgetting: Forgetting,
  { currency, commandLine }: ForgetCircumstances,
  style: Style,
): string {
  const { entry, instances, attempts, candidates, unseen } = forgetting
  const word = shellWord(entry.name ?? entry.key)
  const lines = [
    style.bold(`To forget of ${word}:`),
    ...instances.flatMap(({ owned, remote }) => [
      `  ${instanceLine(owned, remote, { unseen, currency }, style)}`,
      ...openLines(owned, remote).map((line) => `  ${style.red(line)}`),
    ]),
    ...attempts.map(
      ({ since, reason }) =>
        `  the attempt of ${timeText(since)}${reason === undefined ? '' : ` (${plain(reason)})`}: it counts as not made`,
    ),
    ...candidates.map(({ instance, verdict, against }) => {
      const adopt = nextCommand('adopt', [word, shellWord(instance.id)], {
        ...commandLine,
        args: [],
      })
      const what = `  ${plain(instance.id)} is ${plain(instance.status)} and carries this name since`
      return verdict === 'proven'
        ? style.red(`${what}: it was probably made. Record it instead: ${adopt}`)
        : style.yellow(
            `${what}${againstText(against)}. If it is the one, record it instead: ${adopt}`,
          )
    }),
    ...(unseen === undefined
      ? []
      : [
          style.yellow(
            `The account could not be seen in full (${plain(unseen)}): look in the console.`,
          ),
        ]),
    'Nothing is deleted. What is in a file and forgotten is created again by the next apply, unless the account shows its name.',
    '',
  ]
  return lines.join('\n')
}

function instanceLine(
  { id, hourly }: OwnedInstance,
  remote: RemoteInstance | undefined,
  { unseen, currency }: Pick<Forgetting, 'unseen'> & Pick<ForgetCircumstances, 'currency'>,
  style: Style,
): string {
  if (remote === undefined) {
    return unseen === undefined
      ? `${plain(id)} is gone from the account: it costs nothing`
      : `${plain(id)} may still run and cost money`
  }
  if (!isLive(remote)) return `${plain(id)} is ${plain(remote.status)}`
  const price =
    hourly === undefined
      ? 'its price is not known'
      : `list price ${amountWords(toPriceUnits(hourly), currency)} an hour`
  return style.red(`${plain(id)} is ${plain(remote.status)} and keeps costing money (${price})`)
}

/** A call that was sent about an instance, and that nobody would look for any more. */
const openLines = (
  { id, open }: OwnedInstance,
  remote: RemoteInstance | undefined,
): readonly string[] =>
  open === undefined || remote === undefined || !isLive(remote)
    ? []
    : [
        `${OPERATION_NOUNS[open.operation]} of ${plain(id)}, begun ${timeText(open.since)}, has no recorded outcome: it may still take effect`,
      ]

/** What was dropped, as a sentence. */
export function forgottenText({ attempts, ids }: ForgottenRecord, { entry }: Forgetting): string {
  const parts = [
    ...(ids.length === 0 ? [] : [`${ids.map(plain).join(', ')} no longer in the ledger`]),
    ...(attempts.length === 0
      ? []
      : [
          attempts.length === 1
            ? 'its attempt counts as not made'
            : 'its attempts count as not made',
        ]),
  ]
  return `${shellWord(entry.name ?? entry.key)} is forgotten: ${parts.join('; ')}.\n`
}
