import type { LedgerNews } from '../../ledger/ledger-news.ts'
import { timeText } from '../../model/time-text.ts'
import { unreachable } from '../../model/unreachable.ts'
import { plain } from '../terminal/terminal-text.ts'

/** What was odd about the ledger and did not stop the run, in a sentence or two. */
export function ledgerNewsText(news: LedgerNews): string {
  switch (news.kind) {
    case 'lock-taken-over': {
      const { pid, command, time } = news.from
      return `The lock of ${plain(command)} (process ${pid}, ${timeText(time)}) was taken over: that process is gone. What it left open is looked up before anything is sent.`
    }
    case 'lock-awaited':
      return `Waiting: ${plain(news.why)}.`
    case 'lock-left':
      return `${plain(news.why)}. The next run on this machine takes the lock over.`
    case 'new-key':
      return news.why
    case 'torn':
      return `Line ${news.line} of the ledger is not whole, and was set aside as ${plain(news.keptAt)}. What it recorded is not known. If it was the outcome of an attempt, that attempt counts as open, and is looked up before anything is sent.`
    case 'torn-left':
      return `Line ${news.line} of the ledger is not whole, and does not count. What it recorded is not known; an apply that runs now may be writing it.`
    case 'rescued': {
      const what = news.ids.length === 0 ? 'what it tells' : news.ids.join(', ')
      return `Took ${plain(what)} into the ledger from the emergency file ${plain(news.path)}.`
    }
    default:
      return unreachable(news)
  }
}
