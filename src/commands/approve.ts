import { guard } from '../plan/guard.ts'
import { isPlanId } from '../plan/plan-id.ts'
import type { PricedPlan } from '../plan/report.ts'
import type { Flags } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
import { UserError } from '../user-error.ts'
import { confirm } from './confirm.ts'
import type { Context } from './context.ts'
import type { Interrupts } from './interrupts.ts'

interface Approving {
  readonly context: Context
  readonly flags: Flags
  readonly settings: Settings
  readonly interrupts: Interrupts
}

/** Refuses a `--plan-id` that no plan can have, before anything is read for it. */
export function checkPlanIdFlag(flags: Flags): void {
  const id = flags['plan-id']
  if (id === undefined || isPlanId(id)) return
  throw new UserError(`--plan-id "${id}" is not a plan id`, {
    ending: 'usage',
    hint: 'ppi-apply plan prints it: five groups of 6 digits and one of 32, and only the whole of it counts',
  })
}

/**
 * Whether a person, `--yes` or the plan's id says that the run may go ahead. What is paid in advance is asked for
 * apart, also after `--yes`. What the limits forbid does not come here.
 */
export async function isApproved(approving: Approving, report: PricedPlan): Promise<boolean> {
  const { context, flags, settings, interrupts } = approving
  const objections = guard(report.money, settings)
  const isTerminal = context.stdin.isTTY === true
  const questions = [
    ...(flags.yes === true || flags['plan-id'] !== undefined ? [] : [mainQuestion(report)]),
    ...objections.map(({ message }) => `Warning: ${message}. Go ahead?`),
  ]
  if (questions.length > 0 && !isTerminal) {
    throw new UserError('nobody can be asked here, and --yes was not given: nothing was sent', {
      hint: 'read the plan above, then run the same command with --yes, or with its --plan-id',
    })
  }
  for (const question of questions) {
    if (await confirm(question, context, interrupts)) continue
    if (!interrupts.requested()) context.stderr.write('Not approved: nothing was sent.\n')
    return false
  }
  return true
}

function mainQuestion({ counts, target, money }: PricedPlan): string {
  const creations = counts.create + counts.recreate
  if (creations === 0) return 'Record the instances that exist as ours?'
  const what = creations === 1 ? 'one instance' : `${creations} instances`
  const cost = money.currency.pretended ? 'Nobody pays there.' : 'Each costs money from then on.'
  return `Create ${what} on ${target}? ${cost}`
}
