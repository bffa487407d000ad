import type { WhyLeft } from '../../ledger/file-store/emergency-record.ts'
import { holderText } from '../../ledger/file-store/lock-owner.ts'
import type { TakenFrom } from '../../ledger/ledger-lock.ts'
import type { LedgerNews } from '../../ledger/ledger-news.ts'
import { timeText } from '../../model/time-text.ts'
import { unreachable } from '../../model/unreachable.ts'
import { plain } from '../terminal/terminal-text.ts'

/** What was odd about the ledger and did not stop the run, in a sentence or two. */
export function ledgerNewsText(news: LedgerNews): string {
  switch (news.kind) {
    case 'lock-taken-over':
      return `The lock of ${plain(holderText(news.from))} was taken over: ${whyTaken(news.from)}. What it left open is looked up before anything is sent.`
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
    case 'rescued':
      return `Took ${news.ids.length === 0 ? 'what it tells' : plain(news.ids.join(', '))} into the ledger from the emergency file ${plain(news.path)}: ${plain(outcomesText(news))}.`
    case 'rescued-left':
      return `The emergency file ${plain(news.path)} was left where it is, and does not count: ${WHY_LEFT[news.why]}. How the attempts of the ledger ended is looked up in the account.`
    default:
      return unreachable(news)
  }
}

const outcomesText = ({ outcomes }: Extract<LedgerNews, { kind: 'rescued' }>): string =>
  outcomes.map(({ type, key }) => (key === undefined ? type : `${type} ${key}`)).join(', ')

const WHY_LEFT: Readonly<Record<WhyLeft, string>> = {
  'no-seal':
    'no run with this API key wrote it for this ledger, so anybody may have. If you do not know where it is from, remove it',
  'not-an-outcome': 'it does not say how an attempt of this ledger ended',
}

/** Only what this machine saw: who believes that a run is gone may forget what it can still send. */
function whyTaken({ silence }: TakenFrom): string {
  if (silence === undefined) return 'that process is gone from this machine'
  const since = `for ${Math.floor(silence.ageMs / 1000)} s, since ${timeText(silence.since)}`
  switch (silence.agesFrom) {
    case 'its clock':
      return `it gave no sign of life ${since}, and may be asleep`
    case 'the first look':
      return `this run saw no new sign of life of it ${since}, and it may be asleep`
  }
}
