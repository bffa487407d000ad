import { unreachable } from '../../../model/unreachable.ts'
import type { LeftOut, LeftOutReason } from '../../../plan/importing/choose-instances.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'

/** One line for each instance that was not imported. */
export const leftOutText = (left: readonly LeftOut[]): string =>
  left
    .map(({ id, name, why }) => {
      const what = name === '' ? plain(id) : `${plain(name)} (${plain(id)})`
      return `! ${what}  not imported: ${leftOutWhy(why)}\n`
    })
    .join('')

/** Why an instance was not imported, and what to do about it. */
export function leftOutWhy(why: LeftOutReason): string {
  switch (why.code) {
    case 'unnamed':
      return 'it has no name, by which an entry is recognised'
    case 'same-name':
      return `${why.ids.map(plain).join(', ')} ${why.ids.length === 1 ? 'has' : 'have'} the same name, and an entry is recognised by its name`
    case 'leaving':
      return `it is on its way out (${plain(why.status)})`
    case 'failed':
      return `it failed, or its state (${plain(why.status)}) is not documented. Name it to import it anyway`
    case 'owned':
      return `the ledger has it as ${plain(why.entry)}. Name it to write its entry again`
    case 'holds-key':
      return 'the account shows the API key in it, which belongs into no file'
    case 'unwritable':
      return 'a variable of it has a value that neither a file nor an environment can hold'
    case 'refused':
      return `no file can hold it: ${plain(why.message)}`
    case 'differs':
      return `plan would not take it for the entry: ${plain(explainReason(why.action.reason))}`
    default:
      return unreachable(why)
  }
}
