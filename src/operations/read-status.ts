import { isLive, type RemoteInstance } from '../api/remote.ts'
import type { Selection } from '../definitions/selection.ts'
import { lifetimesById, lifetimesIn, stoppedSinceIn } from '../ledger/lifetime/lifetimes.ts'
import { toState } from '../ledger/state.ts'
import { UserError } from '../model/user-error.ts'
import type { Connections } from '../status/connection.ts'
import { selectStatus } from '../status/select-status.ts'
import { doesAllRun } from '../status/settled-status.ts'
import type { StatusInput } from '../status/status-input.ts'
import { type StatusReport, toStatus } from '../status/status-report.ts'
import { confirmListed } from './account/confirm-listed.ts'
import { fetchConnections, MAX_CONNECTIONS } from './account/fetch-connections.ts'
import { type PricesOfNow, pricesOfNow } from './account/prices-of-now.ts'
import { type RefreshOptions, refresh } from './account/refresh.ts'
import { requireOwnLedger } from './ledger/check-ledger-identity.ts'
import type { ByHand } from './ledger/open-locked-ledger.ts'
import { otherFleets } from './ledger/other-fleet.ts'
import { leftIn } from './ledger/rescued-news.ts'
import type { CheckedFleet } from './plan-fleet.ts'
import { during, type LookReporter } from './reporter.ts'
import type { Target } from './target.ts'

/** What a status takes from definitions: which entries they have, which they do not, and what they say of their lives. */
export type StatusFleet = Pick<CheckedFleet, 'specs' | 'files' | 'cwd' | 'coversAll'>

export interface StatusOptions extends RefreshOptions, Selection {
  /** What the files in the ledger are relative to; absolute. */
  readonly root: string
  /** How long a new instance may take to show up in the list, in milliseconds. */
  readonly settleMs: number
  /** A person says that a key which is new to the ledger is one of the same account. */
  readonly acceptAccount: boolean
  readonly byHand?: ByHand
  /** Looks again as often as it wants, and gives the last look. Without it there is one look. */
  readonly follow?: Follow
  /** Reads the definitions again for a look after the first one; without it they stay as they are given. */
  readonly readAgain?: () => Promise<StatusFleet>
}

export type Follow = (
  first: StatusReport,
  look: () => Promise<StatusReport>,
) => Promise<StatusReport>

/** What the ledger and the account hold, and how to reach what runs. */
export interface StatusRead {
  readonly report: StatusReport
  /** Of the first `MAX_CONNECTIONS` live instances of the ledger, by id. */
  readonly connections: Connections
  /** There are instances, each of them runs, and no attempt is in doubt. */
  readonly allRun: boolean
}

/**
 * What the ledger and the account hold: the ledger is read, once it is sure whose it is, and each instance of ours that
 * the list does not show is asked for. Changes nothing, and needs no lock. Throws a `UserError` for a ledger that is
 * damaged or another account's; a service that cannot be reached is told in the report, unless `refresh` is `always`.
 */
export async function readStatus(
  fleet: StatusFleet | undefined,
  target: Target,
  options: StatusOptions,
  reporter: LookReporter,
  signal?: AbortSignal,
): Promise<StatusRead> {
  const prices = pricesOfNow(target.client, options, signal)
  const reading: Reading = { fleet, target, options, reporter, signal, prices }
  const first = await look(reading)
  if (options.refresh === 'always' && first.refresh.kind !== 'complete') {
    throw new UserError(
      `the account could not be listed, and --refresh always insists: ${first.refresh.why}`,
      first.refresh.hint === undefined ? {} : { hint: first.refresh.hint },
    )
  }
  const again = async () =>
    look({ ...reading, fleet: (await options.readAgain?.()) ?? reading.fleet })
  const report = (await options.follow?.(first, again)) ?? first
  const connections = await connectionsOf(report, reading)
  return { report, connections, allRun: doesAllRun(report) }
}

interface Reading {
  readonly fleet: StatusFleet | undefined
  readonly target: Target
  readonly options: StatusOptions
  readonly reporter: LookReporter
  readonly signal: AbortSignal | undefined
  readonly prices: PricesOfNow
}

/** One look at the ledger and the account. The ledger is read each time: an apply may run beside this. */
async function look(reading: Reading): Promise<StatusReport> {
  const { target, options, reporter, signal, prices } = reading
  const { client } = target
  const { records, torn, rescued } = await target.ledger.read({
    adoptWith: options.byHand?.adopt,
    apiKey: target.apiKey?.reveal(),
  })
  const refreshed = await during(reporter, { kind: 'looking' }, () =>
    refresh(client, options, { records, signal }),
  )
  const { acceptAccount } = options
  const owning = { records, acceptAccount, list: async () => refreshed }
  await requireOwnLedger(target, owning, (news) => reporter.ledger(news))
  if (torn !== undefined) reporter.ledger({ kind: 'torn-left', line: torn.line })
  for (const news of leftIn({ rescued })) reporter.ledger(news)
  const state = toState(records)
  const now = Date.now()
  const { settleMs } = options
  const specs = [...state.entries.values()]
  const remote = await during(reporter, { kind: 'looking' }, () =>
    confirmListed(refreshed, {
      state,
      specs,
      settleMs,
      now,
      skewMs: client?.skewMs(),
      client,
      signal,
    }),
  )
  const lifetimes = lifetimesIn(records)
  const report = toStatus({
    target: target.name,
    ledger: target.ledger.label,
    state,
    remote,
    ...filesOf(reading),
    stoppedSince: stoppedSinceIn(lifetimes),
    lifetimes: lifetimesById(lifetimes),
    catalog: await prices(state, remote),
    now,
    skewMs: client?.skewMs(),
  })
  return selectStatus(report, options)
}

/** Of a part of the definitions nobody can tell what is in no file. */
function filesOf({
  fleet,
  options: { root },
}: Reading): Pick<StatusInput, 'defined' | 'lives' | 'isElsewhere'> {
  if (fleet === undefined) return { defined: undefined }
  const lives = new Map(fleet.specs.map(({ key, life }) => [key, life]))
  if (!fleet.coversAll) return { defined: undefined, lives }
  return {
    defined: new Set(lives.keys()),
    lives,
    isElsewhere: otherFleets(fleet.files, { cwd: fleet.cwd, root }),
  }
}

async function connectionsOf(
  report: StatusReport,
  { target: { client }, reporter, signal }: Reading,
): Promise<Connections> {
  if (client === undefined) return new Map()
  const live = report.instances.flatMap(({ presence }): RemoteInstance[] =>
    presence.kind === 'seen' && isLive(presence.instance) ? [presence.instance] : [],
  )
  const asked = Math.min(live.length, MAX_CONNECTIONS)
  return during(reporter, { kind: 'connecting', asked, live: live.length }, () =>
    fetchConnections(client, live, signal),
  )
}
