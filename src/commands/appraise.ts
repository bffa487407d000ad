import type { Client } from '../api/client.ts'
import type { RemoteInstance } from '../api/remote.ts'
import type { InstanceId } from '../ledger/entry.ts'
import { checkAgainstAccount } from '../plan/account-check.ts'
import { type Action, isCreation } from '../plan/action.ts'
import { type Cost, costOfOwned, needsQuote } from '../plan/cost.ts'
import { guard } from '../plan/guard.ts'
import { closedMarket, type Market } from '../plan/market.ts'
import { planId } from '../plan/plan-id.ts'
import { quoteAll } from '../plan/quote.ts'
import type { PlanBasis, PlanReport } from '../plan/report.ts'
import type { CommandLine } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
import { diagnosticsText } from '../view/diagnostics-text.ts'
import { nextCommand } from '../view/next-command.ts'
import type { Context } from './context.ts'
import type { LoadedFleet } from './load-fleet.ts'
import { askMarket } from './market.ts'
import { unseenRefusal } from './survey.ts'

interface Appraising {
  readonly client: Client | undefined
  readonly settings: Settings
  readonly fleet: LoadedFleet
  /** What the commands under the plan repeat. */
  readonly line: CommandLine
  readonly signal?: AbortSignal
}

/**
 * Adds to the decisions what they would cost, what runs on and costs though no file says so, what does not fit the
 * account, and the id of the whole. Asks the service once.
 */
export async function appraise(
  basis: PlanBasis,
  { client, settings, fleet, line, signal }: Appraising,
): Promise<PlanReport> {
  const creations = basis.actions.filter(isCreation)
  const unpriced = unpricedOrphans(basis.actions)
  const bodies = creations.map(({ spec }) => spec.body)
  const now = new Date()
  const market =
    bodies.length + unpriced.length === 0
      ? closedMarket('nothing is to be created', now.toISOString())
      : await askMarket(client, { bodies, instances: unpriced }, settings, signal)
  const { target, actions } = basis
  const money = quoteAll(actions, market, target)
  return {
    ...basis,
    money,
    planId: planId({ target, actions, variables: fleet.variables, money }),
    diagnostics: checkAgainstAccount(
      creations.map(({ spec }) => spec),
      market,
    ),
    costs: costsOf(basis.actions, market, now.getTime()),
    again: line,
    applyWith: undefined,
  }
}

/** Instances that only the price list of now can say a price of. */
const unpricedOrphans = (actions: readonly Action[]): readonly RemoteInstance[] =>
  actions.flatMap((action) =>
    action.kind === 'orphan'
      ? action.instances.flatMap(({ owned, remote }) => (needsQuote(owned, remote) ? [remote] : []))
      : [],
  )

const costsOf = (
  actions: readonly Action[],
  market: Market,
  now: number,
): ReadonlyMap<InstanceId, Cost> =>
  new Map(
    actions.flatMap((action) =>
      action.kind === 'orphan'
        ? action.instances.map(
            ({ owned, remote }) => [owned.id, costOfOwned(owned, remote, { market, now })] as const,
          )
        : [],
    ),
  )

/** The findings about the account, on standard error like all findings. */
export function showFindings(
  { diagnostics }: PlanReport,
  { blank }: LoadedFleet,
  { stderr }: Context,
): void {
  if (diagnostics.length === 0) return
  const { style, width } = stderr
  stderr.write(`${diagnosticsText(diagnostics, { style, width, blank })}\n`)
}

/** The plan as `plan` shows it: with what the limits object to, and the command that carries it out. */
export function forReview(report: PlanReport, settings: Settings, line: CommandLine): PlanReport {
  const objections = guard(report.money, settings)
  const warnings = objections.map(({ kind, message }) =>
    kind === 'refuse'
      ? `apply would refuse: ${message}.`
      : `apply would ask about it apart, and refuse without a terminal: ${message}.`,
  )
  const hasWork = report.counts.create + report.counts.recreate > 0
  const isRefused =
    objections.some(({ kind }) => kind === 'refuse') ||
    unseenRefusal(report, settings) !== undefined
  return {
    ...report,
    notes: [...report.notes, ...warnings],
    applyWith: hasWork && !isRefused ? applyCommand(line, report.planId) : undefined,
  }
}

const applyCommand = (line: CommandLine, id: string): string =>
  `${nextCommand('apply', [], line)} --plan-id ${id}`
