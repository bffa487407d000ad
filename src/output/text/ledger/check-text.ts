import type { StoreCheck } from '../../../ledger/ledger-location.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'

interface Checked {
  readonly label: string
  readonly check: StoreCheck
  readonly records: number
}

/** What `ledger check` found, for people. */
export function checkText({ label, check, records }: Checked, style: Style): string {
  const { race } = check
  const lines = [
    check.fit
      ? style.green(`The ledger ${plain(label)} keeps two runs apart.`)
      : style.red(`The ledger ${plain(label)} cannot keep two runs apart: ${plain(check.why)}.`),
    `  Records: ${records}, each whole.`,
    race === undefined
      ? check.fit
        ? '  A lock file beside it keeps two runs of this machine apart. Machines that share no disk need a shared ledger.'
        : undefined
      : `  Race: two writers, ${race.rounds} times the same place, ${race.winners} times one was told that it is its own.`,
    check.fit ? undefined : 'No run sends anything with it.',
  ]
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}
