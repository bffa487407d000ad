import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** What `ledger copy` did, for people. */
export const copiedText = (
  { added, records }: { readonly added: number; readonly records: number },
  { from, to }: { readonly from: string; readonly to: string },
): string =>
  [
    `Copied ${added} of ${records} records from ${plain(from)} to ${plain(to)}.`,
    `The old one is closed: a run that uses it is refused, and told of the new one.`,
    `Name the new one for every run, here and in CI: --ledger ${shellWord(to)}, PPI_APPLY_LEDGER in the environment, or "ledger" in the configuration.`,
    '',
  ].join('\n')
