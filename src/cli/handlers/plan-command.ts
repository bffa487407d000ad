import type { CommandLine } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import { selectsAll } from '../../definitions/selection.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { unreachable } from '../../model/unreachable.ts'
import { planFleet } from '../../operations/plan-fleet.ts'
import { runRefusals } from '../../operations/run/run-refusals.ts'
import { objectionsTo } from '../../operations/spending-limits.ts'
import { errorMembers } from '../../output/json/error-json.ts'
import { planJson } from '../../output/json/plan-json.ts'
import { ledgerNewsText } from '../../output/text/ledger-news-text.ts'
import { planText } from '../../output/text/plan/plan-text.ts'
import { prospectOf } from '../../plan/consent.ts'
import type { Goal } from '../../plan/decide/goal.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { type Context, wrapWidth } from '../context.ts'
import { loadFleet } from '../input/checked-fleet.ts'
import { destroyGoal, loadForDestroy } from '../input/destroy-scope.ts'
import { ledgerChangeNotes } from '../input/ledger-change-notes.ts'
import { openService } from '../input/open-target.ts'
import { planOptions } from '../input/run-options.ts'
import { applyProgress } from '../talk/apply-progress.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'
import { forReview, showFindings } from '../talk/plan-review.ts'
import { stepText } from '../talk/step-text.ts'

/** How `--detailed-exitcode` ends for what `apply` would find. */
const PROSPECTS = { nothing: 'done', work: 'pending', person: 'refused' } as const

/** Read → parse → expand → check → ledger → refresh → plan → show. Touches nothing. */
export async function planCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json' | 'markdown',
): Promise<ExitStatus> {
  const { flags } = line
  const settings = await loadSettings(line, context)
  const goal = goalOf(line, settings)
  const fleet =
    goal.kind === 'destroy'
      ? await loadForDestroy(context, settings, line)
      : await loadFleet(context, settings)
  const offline = settings.refresh === 'never'
  const service = await openService({ context, settings, flags, secrets: fleet.secrets, offline })
  try {
    const progress = applyProgress(context.stderr.live)
    const plan = await planFleet(
      { ...fleet, coversAll: selectsAll(settings), cwd: context.cwd },
      service,
      { ...planOptions({ settings, service }, flags), goal },
      {
        progress: (step) => progress.busy(stepText(step)),
        ledger: (news) => context.stderr.write(`${ledgerNewsText(news)}\n`),
      },
    ).finally(() => progress.busy(undefined))
    const { refusal } = plan
    const changes = await ledgerChangeNotes(service.ledger.file, context.env)
    const report = forReview({ ...plan, notes: [...changes, ...plan.notes] }, settings, line)
    showFindings(report, fleet, context)
    const { style } = context.stdout
    const look = { style, verbose: flags.verbose === true, width: wrapWidth(context.stdout) }
    const whole = { ...report, diagnostics: [...fleet.diagnostics, ...report.diagnostics] }
    const json = () => ({
      ...planJson(whole),
      ...(refusal === undefined ? {} : errorMembers(refusal)),
    })
    switch (format) {
      case 'json':
        context.stdout.write(documentText(json()))
        break
      case 'markdown': {
        const { planMarkdown } = await import('../../output/markdown/plan-markdown.ts')
        context.stdout.write(planMarkdown(whole, { refusal: refusal?.message }))
        break
      }
      case 'text':
        for (const piece of planText(report, look)) context.stdout.write(piece)
        break
      default:
        unreachable(format)
    }
    await writeJsonInto(context, flags, json)
    if (refusal !== undefined) throw refusal
    return flags['detailed-exitcode'] === true ? PROSPECTS[prospect(plan, settings)] : 'done'
  } finally {
    await service.close()
  }
}

/** What the run would be for that is planned. */
function goalOf(line: CommandLine, settings: Settings): Goal {
  const { flags } = line
  if (flags.destroy === true || flags['all-owned'] === true) return destroyGoal(line, settings)
  return {
    kind: 'apply',
    prune: flags.prune === true,
    endsExpired: settings.allow.has('destroy'),
    undoesDrift: settings.allow.has('drift'),
    dropsForeignEnvs: flags['drop-foreign-envs'] === true,
  }
}

/** What `apply` with the same words comes to, where there is no terminal to ask at. */
function prospect(plan: PricedPlan, settings: Settings): keyof typeof PROSPECTS {
  const consent = { allow: settings.allow, isWhole: plan.goal.kind !== 'apply' }
  const isForbidden = objectionsTo(plan, consent, settings).length > 0
  const { maxDestroys } = settings
  const isTooMuch = runRefusals(plan, { consent, maxDestroys }).length > 0
  const isRefused = plan.unseenOwned > 0 || isForbidden || isTooMuch
  return prospectOf(plan.actions, { ...consent, isRefused })
}
