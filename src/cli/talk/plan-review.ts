import type { CommandLine } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { misfitRefusal } from '../../operations/account/misfit.ts'
import { unseenRefusal } from '../../operations/account/refresh.ts'
import { runRefusals } from '../../operations/run/run-refusals.ts'
import { objectionsTo } from '../../operations/spending-limits.ts'
import { nextCommand } from '../../output/text/next-command.ts'
import { diagnosticsText } from '../../output/text/source/diagnostics-text.ts'
import { allowedActions } from '../../plan/consent.ts'
import type { Goal } from '../../plan/decide/goal.ts'
import { settlingOf } from '../../plan/decide/in-doubt.ts'
import type { PlanReport, PricedPlan } from '../../plan/priced-plan.ts'
import type { Context } from '../context.ts'
import type { LoadedFleet } from '../input/checked-fleet.ts'

/** The findings about the account, on standard error like all findings. */
export function showFindings(
  { diagnostics }: PricedPlan,
  { blank }: LoadedFleet,
  { stderr }: Context,
): void {
  if (diagnostics.length === 0) return
  const { style, width } = stderr
  stderr.write(`${diagnosticsText(diagnostics, { style, width, blank })}\n`)
}

/** The plan as `plan` shows it: with what the limits object to, what else would be refused, and the command that carries it out. */
export function forReview(report: PricedPlan, settings: Settings, line: CommandLine): PlanReport {
  const consent = { allow: settings.allow, isWhole: true }
  const objections = objectionsTo(report, consent, settings)
  const warnings = objections.map(({ kind, message }) =>
    kind === 'refuse'
      ? `apply would refuse: ${message}.`
      : `apply would ask a person about it, and refuse without a terminal: ${message}.`,
  )
  const refusals = runRefusals(report, { consent, maxDestroys: settings.maxDestroys })
  const hasWork = allowedActions(report.actions, consent).length > 0
  const isRefused =
    objections.some(({ kind }) => kind === 'refuse') ||
    refusals.length > 0 ||
    unseenRefusal(report, settings, consent) !== undefined ||
    misfitRefusal(report) !== undefined
  const waiting = settings.allow.has('recreate') ? 0 : report.counts.recreate
  const words =
    waiting === 0
      ? []
      : [
          `To create ${waiting === 1 ? 'one entry' : `${waiting} entries`} again, apply asks at a terminal; elsewhere it needs the id of this plan${report.unseenOwned > 0 ? '' : ', or --allow recreate'}.`,
        ]
  const settling = settlingOf(report.actions)
  return {
    ...report,
    notes: [
      ...report.notes,
      ...words,
      ...(hasWork ? SETTLING[settling](report.goal.kind) : []),
      ...warnings,
      ...refusals.map(({ message }) => `${report.goal.kind} would refuse: ${message}.`),
    ],
    commandLine: line,
    applyWith: hasWork && !isRefused && settling !== 'settles' ? runWith(report, line) : undefined,
  }
}

/** What is told of the doubts of a plan whose id may not be that of its run. */
const SETTLING = {
  nothing: () => [],
  'may-settle': (command) => [
    `${command} looks first what came of the calls in doubt: where that settles one, its plan has another id, and this one is refused.`,
  ],
  settles: (command) => [
    `${command} settles what is in doubt first: its plan is another one then, and has another id than this one.`,
  ],
} as const satisfies Record<
  ReturnType<typeof settlingOf>,
  (command: Goal['kind']) => readonly string[]
>

/** The command whose plan this is, with the words that change it. */
function runWith({ goal, planId, allow }: PricedPlan, line: CommandLine): string {
  const command = goal.kind
  const own =
    goal.kind !== 'apply'
      ? []
      : [...(goal.prune ? ['--prune'] : []), ...[...allow].map((word) => `--allow=${word}`)]
  return `${nextCommand(command, own, line)} --plan-id ${planId}`
}
