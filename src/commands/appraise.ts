import type { Client } from '../api/client.ts'
import { checkAgainstAccount } from '../plan/account-check.ts'
import { isCreation } from '../plan/action.ts'
import { guard } from '../plan/guard.ts'
import { closedMarket } from '../plan/market.ts'
import { planId } from '../plan/plan-id.ts'
import { quoteAll } from '../plan/quote.ts'
import type { PlanBasis, PlanReport } from '../plan/report.ts'
import type { CommandLine, FlagName } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
import { diagnosticsText } from '../view/diagnostics-text.ts'
import { shellWord } from '../view/shell-word.ts'
import type { Context } from './context.ts'
import type { LoadedFleet } from './load-fleet.ts'
import { askMarket } from './market.ts'

interface Appraising {
  readonly client: Client | undefined
  readonly settings: Settings
  readonly fleet: LoadedFleet
  readonly signal?: AbortSignal
}

/** Adds to the decisions what they would cost, what does not fit the account, and the id of the whole. Asks the service once. */
export async function appraise(
  basis: PlanBasis,
  { client, settings, fleet, signal }: Appraising,
): Promise<PlanReport> {
  const creations = basis.actions.filter(isCreation)
  const market =
    creations.length === 0
      ? closedMarket('nothing is to be created', new Date().toISOString())
      : await askMarket(client, creations, settings, signal)
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
    applyWith: undefined,
  }
}

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
  const isRefused = objections.some(({ kind }) => kind === 'refuse')
  return {
    ...report,
    notes: [...report.notes, ...warnings],
    applyWith: hasWork && !isRefused ? applyCommand(line, report.planId) : undefined,
  }
}

function applyCommand({ args, flags }: CommandLine, id: string): string {
  const words = CARRIED_OVER.flatMap((name) => {
    const value = flags[name]
    if (value === undefined || value === false) return []
    if (value === true) return [`--${name}`]
    return [value].flat().map((one) => `--${name}=${shellWord(String(one))}`)
  })
  return ['ppi-apply apply', ...args.map(shellWord), ...words, `--plan-id ${id}`].join(' ')
}

/** The flags that make a plan what it is, so that the same plan needs the same ones. */
const CARRIED_OVER = [
  'config',
  'env-file',
  'base-url',
  'ledger',
  'accept-account',
  'refresh',
  'sandbox',
  'faults',
  'only',
  'exclude',
  'timeout',
  'settle',
  'max-hourly',
  'max-upfront',
  'allow-prepaid',
  'allow-unavailable',
] as const satisfies readonly FlagName[]
