import { instancesOf, isLive, type Remote } from '../api/remote.ts'
import type { Selection } from '../definitions/selection.ts'
import { type Lifetime, lifetimesIn } from '../ledger/lifetime/lifetimes.ts'
import type { LedgerRecord } from '../ledger/record.ts'
import { toState } from '../ledger/state.ts'
import { UserError } from '../model/user-error.ts'
import type { Catalog } from '../pricing/catalog.ts'
import { needsQuote } from '../pricing/cost.ts'
import { needsLook } from '../pricing/spending/periods-of.ts'
import { type SpendingReport, toSpending } from '../pricing/spending/spending-report.ts'
import { confirmListed } from './account/confirm-listed.ts'
import { fetchCatalog } from './account/fetch-catalog.ts'
import { type RefreshOptions, refresh } from './account/refresh.ts'
import { requireOwnLedger } from './ledger/check-ledger-identity.ts'
import type { ByHand } from './ledger/open-locked-ledger.ts'
import { leftIn } from './ledger/rescued-news.ts'
import { during, type LookReporter } from './reporter.ts'
import type { Target } from './target.ts'

export interface CostOptions extends RefreshOptions, Selection {
  /** Unix seconds; `undefined`: all that the ledger tells of. */
  readonly since: number | undefined
  /** How long a new instance may take to show up in the list, in milliseconds. */
  readonly settleMs: number
  /** A person says that a key which is new to the ledger is one of the same account. */
  readonly acceptAccount: boolean
  readonly byHand?: ByHand
}

/**
 * What was spent, from the ledger and its prices. The service is asked only where something is there that the ledger has no
 * price of, or where `refresh` is `always`. Changes nothing, and needs no lock. Throws a `UserError` for a ledger that is
 * damaged or another account's; a service that cannot be reached is told in the report, unless `refresh` is `always`.
 */
export async function readCost(
  target: Target,
  options: CostOptions,
  reporter: LookReporter,
  signal?: AbortSignal,
): Promise<SpendingReport> {
  const reading: Reading = { target, options, reporter, signal }
  const { records, torn, rescued } = await target.ledger.read({
    adoptWith: options.byHand?.adopt,
    apiKey: target.apiKey?.reveal(),
  })
  const list = listOnce(records, reading)
  const { acceptAccount } = options
  await requireOwnLedger(target, { records, acceptAccount, list }, (news) => reporter.ledger(news))
  if (torn !== undefined) reporter.ledger({ kind: 'torn-left', line: torn.line })
  for (const news of leftIn({ rescued })) reporter.ledger(news)
  const lifetimes = lifetimesIn(records)
  const now = Date.now()
  const isPriced = options.refresh === 'auto' && !needsLook(lifetimes)
  const remote = isPriced ? ALL_PRICED : await look(await list(), { ...reading, records, now })
  const { ledger, name } = target
  return toSpending({
    target: name,
    ledger: ledger.label,
    lifetimes,
    selection: options,
    remote,
    catalog: await pricesFor(lifetimes, remote, reading),
    since: options.since,
    now: Math.floor(now / 1000),
  })
}

const ALL_PRICED: Remote = {
  kind: 'not-asked',
  why: 'the ledger has the price of all that is there',
}

interface Reading {
  readonly target: Target
  readonly options: CostOptions
  readonly reporter: LookReporter
  readonly signal: AbortSignal | undefined
}

/** The list of the account, for whoever needs it first. */
function listOnce(
  records: readonly LedgerRecord[],
  { target, options, reporter, signal }: Reading,
): () => Promise<Remote> {
  let refreshing: Promise<Remote> | undefined
  return () => {
    refreshing ??= during(reporter, { kind: 'looking' }, () =>
      refresh(target.client, options, { records, signal }),
    )
    return refreshing
  }
}

interface Looking extends Reading {
  readonly records: readonly LedgerRecord[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The account, once each instance of ours that its list does not show was asked for. */
async function look(refreshed: Remote, looking: Looking): Promise<Remote> {
  const { target, options, reporter, signal, records, now } = looking
  const state = toState(records)
  const remote = await during(reporter, { kind: 'looking' }, () =>
    confirmListed(refreshed, {
      state,
      specs: [...state.entries.values()],
      settleMs: options.settleMs,
      now,
      client: target.client,
      signal,
    }),
  )
  if (options.refresh === 'always' && remote.kind !== 'complete') {
    const hint = remote.kind === 'partial' ? remote.hint : undefined
    throw new UserError(
      `the account could not be listed, and --refresh always insists: ${remote.why}`,
      hint === undefined ? {} : { hint },
    )
  }
  return remote
}

/** The price lists of now, for what is there and has no price in the ledger. */
async function pricesFor(
  lifetimes: readonly Lifetime[],
  remote: Remote,
  { target, options, reporter, signal }: Reading,
): Promise<Catalog | undefined> {
  const lives = new Map(lifetimes.map((life) => [life.id, life]))
  const instances = instancesOf(remote).filter((instance) => {
    const life = lives.get(instance.id)
    return life !== undefined && isLive(instance) && needsQuote(life, instance)
  })
  if (instances.length === 0) return undefined
  return during(reporter, { kind: 'pricing' }, () =>
    fetchCatalog(target.client, { bodies: [], instances }, options, signal),
  )
}
