import type { Flags } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import {
  type OpenLedgerOptions,
  withLedger as withLockedLedger,
} from '../../operations/ledger/open-locked-ledger.ts'
import { ledgerNewsText } from '../../output/text/ledger-news-text.ts'
import type { Context } from '../context.ts'
import type { Service } from './open-target.ts'
import { byHand } from './run-options.ts'

export interface LedgerUse {
  /** What the lock says that its holder is doing. */
  readonly command: string
  readonly context: Context
  readonly flags: Flags
  readonly settings: Settings
  readonly service: Service
  readonly signal?: AbortSignal
}

/** Runs something with the ledger of this run open and locked. What was odd about it is told on standard error first. */
export function withLedger<Result>(
  use: LedgerUse,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  return withLockedLedger(openOptions(use), work)
}

function openOptions({
  command,
  context,
  flags,
  settings,
  service,
  signal,
}: LedgerUse): OpenLedgerOptions {
  const { stderr, version, own } = context
  return {
    target: service,
    own,
    command,
    version,
    refresh: settings.refresh,
    acceptAccount: flags['accept-account'] === true,
    byHand: byHand(flags),
    report: (news) => stderr.write(`${stderr.style.yellow(ledgerNewsText(news))}\n`),
    ...(signal === undefined ? {} : { signal }),
  }
}
