import { isLive, type RemoteInstance } from '../../api/remote.ts'
import type { CommandLine } from '../../config/flags.ts'
import type { EntryState, OpenAttempt, OwnedInstance } from '../../ledger/state.ts'
import { timeText } from '../../model/time-text.ts'
import type { Candidate } from '../../plan/attempt-matches.ts'
import { amountWords, toPriceUnits } from '../../pricing/amount-text.ts'
import type { Currency } from '../../pricing/currency.ts'
import { shellWord } from '../terminal/shell-word.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { nextCommand } from './next-command.ts'
import { againstText } from './plan/candidate-text.ts'

/** What a person is about to drop from the ledger, and what the account says of it. */
export interface Forgetting {
  readonly entry: EntryState
  readonly instances: readonly {
    readonly owned: OwnedInstance
    readonly remote: RemoteInstance | undefined
  }[]
  readonly attempts: readonly OpenAttempt[]
  /** Live instances that the attempts may have made. */
  readonly candidates: readonly Candidate[]
  /** Why the account is not known in full; `undefined` when it is. */
  readonly unseen: string | undefined
  readonly currency: Currency
  /** What a command to type repeats of this one. */
  readonly again: CommandLine
}

/** What still runs and costs, and what can no longer be told afterwards. */
export function forgettingText(forgetting: Forgetting, style: Style): string {
  const { entry, instances, attempts, candidates, unseen } = forgetting
  const word = shellWord(entry.name ?? entry.key)
  const lines = [
    style.bold(`To forget of ${word}:`),
    ...instances.map(({ owned, remote }) => `  ${instanceLine(owned, remote, forgetting, style)}`),
    ...attempts.map(
      ({ since, reason }) =>
        `  the attempt of ${timeText(since)}${reason === undefined ? '' : ` (${plain(reason)})`}: it counts as not made`,
    ),
    ...candidates.map(({ instance, verdict, against }) => {
      const adopt = nextCommand('adopt', [word, shellWord(instance.id)], {
        ...forgetting.again,
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
          style.yellow(`The account could not be checked (${plain(unseen)}): look in the console.`),
        ]),
    'Nothing is deleted. What is in a file and forgotten is created again by the next apply, unless the account shows its name.',
    '',
  ]
  return lines.join('\n')
}

function instanceLine(
  { id, hourly }: OwnedInstance,
  remote: RemoteInstance | undefined,
  { unseen, currency }: Forgetting,
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
