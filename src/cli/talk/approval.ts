import type { Flags } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { UserError } from '../../model/user-error.ts'
import { unseenOwnedWords } from '../../operations/account/unseen-owned.ts'
import { isPlanId } from '../../plan/plan-id.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { guard } from '../../pricing/spending-limits-check.ts'
import type { Context } from '../context.ts'
import { confirm } from './confirm.ts'
import type { Interrupts } from './signals.ts'

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
    hint: 'ppi-apply plan prints it: five groups of 6 digits and one of 32; give the complete id',
  })
}

/**
 * Whether a person, `--yes` or the plan's id says that the run may go ahead. What is paid in advance is asked for
 * separately, also after `--yes`. What the limits forbid does not come here.
 */
export async function isApproved(approving: Approving, report: PricedPlan): Promise<boolean> {
  const { context, interrupts } = approving
  const questions = questionsOf(approving, report)
  if (questions.length > 0 && context.stdin.isTTY !== true) throw nobodyToAsk(report)
  for (const question of questions) {
    if (await confirm(question, context, interrupts)) continue
    if (!interrupts.requested()) context.stderr.write('Not approved: nothing was sent.\n')
    return false
  }
  return true
}

/** Whether a question comes before the run goes ahead, and somebody is there to answer it. */
export const willAsk = (approving: Approving, report: PricedPlan): boolean =>
  approving.context.stdin.isTTY === true && questionsOf(approving, report).length > 0

function questionsOf({ flags, settings }: Approving, report: PricedPlan): readonly string[] {
  const isById = flags['plan-id'] !== undefined
  return [
    ...(flags.yes === true || isById ? [] : [mainQuestion(report)]),
    ...(report.unseenOwned === 0 || isById
      ? []
      : [`Warning: ${unseenOwnedWords(report)}. Go ahead?`]),
    ...guard(report.money, settings).map(({ message }) => `Warning: ${message}. Go ahead?`),
  ]
}

const nobodyToAsk = ({ counts }: PricedPlan): UserError =>
  new UserError('there is no terminal to ask at, and --yes was not given: nothing was sent', {
    hint:
      counts.recreate === 0
        ? 'read the plan above, then run the same command with --yes, or with its --plan-id'
        : 'read the plan above, then run the same command with its --plan-id; --yes covers what is new, and --allow recreate what is to be created again',
  })

function mainQuestion({ counts, target, money }: PricedPlan): string {
  const creations = counts.create + counts.recreate
  if (creations === 0) return 'Record the instances that exist as ours?'
  const again =
    counts.recreate === 0
      ? ''
      : `, ${counts.recreate === creations ? '' : `${counts.recreate} of them `}again since the account no longer has ${counts.recreate === 1 ? 'it' : 'them'},`
  const what = `${creations === 1 ? 'one instance' : `${creations} instances`}${again}`
  const cost = money.currency.pretended ? 'Nobody pays there.' : 'Each costs money from then on.'
  return `Create ${what} on ${target}? ${cost}`
}
