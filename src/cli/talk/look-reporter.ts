import type { LedgerNews } from '../../ledger/ledger-news.ts'
import type { LookReporter, Step } from '../../operations/reporter.ts'
import { ledgerNewsText } from '../../output/text/ledger-news-text.ts'
import type { Context } from '../context.ts'
import { applyProgress } from './apply-progress.ts'
import { stepText } from './step-text.ts'

/** Says on standard error what a run is busy with, and what is odd about the ledger: in colour where it is changed. */
export function lookReporter({ stderr }: Context, use: 'reads' | 'changes'): LookReporter {
  const { busy } = applyProgress(stderr.live)
  const { yellow } = stderr.style
  return {
    progress: (step: Step | undefined) => busy(step === undefined ? undefined : stepText(step)),
    ledger(news: LedgerNews) {
      const text = ledgerNewsText(news)
      stderr.write(`${use === 'changes' ? yellow(text) : text}\n`)
    },
  }
}
