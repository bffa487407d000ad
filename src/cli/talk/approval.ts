import type { Flags, RunCommand } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { UserError } from '../../model/user-error.ts'
import { unseenOwnedWords } from '../../operations/account/unseen-owned.ts'
import { countDestroys } from '../../operations/require-few-destroys.ts'
import { objectionsTo } from '../../operations/spending-limits.ts'
import { nextCommand } from '../../output/text/next-command.ts'
import { allowedActions, type Consent, wordsFor } from '../../plan/consent.ts'
import { isPlanId } from '../../plan/plan-id.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import type { Context } from '../context.ts'
import { confirm, type Question } from './confirm.ts'
import { mainQuestion } from './main-question.ts'
import type { Interrupts } from './signals.ts'

export interface Approving {
  readonly context: Context
  readonly flags: Flags
  readonly command: RunCommand
  /** The files of the run. */
  readonly args: readonly string[]
  readonly settings: Settings
  readonly interrupts: Interrupts
  readonly consent: Consent
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
 * separately, also after `--yes`; and how many instances are to go, which only their number answers. What the limits
 * forbid does not come here.
 */
export async function isApproved(approving: Approving, report: PricedPlan): Promise<boolean> {
  const { context, interrupts } = approving
  const questions = questionsOf(approving, report)
  if (questions.length > 0 && context.stdin.isTTY !== true) throw nobodyToAsk(approving, report)
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

function questionsOf(approving: Approving, report: PricedPlan): readonly Question[] {
  const { flags, settings, consent } = approving
  const isById = flags['plan-id'] !== undefined
  const count = countDestroys(report, consent)
  const main = mainQuestion(report, consent)
  const asksNumber =
    count > 0 && !isById && flags.destroys === undefined && !mayReap(approving, report)
  return [
    ...(flags.yes === true || isById || main === undefined ? [] : [yes(main)]),
    ...(asksNumber || (count > 0 && flags.yes !== true && !isById)
      ? [destroyQuestion(count, report)]
      : []),
    ...(report.unseenOwned === 0 || isById || flags['accept-gone'] === true
      ? []
      : [yes(`Warning: ${unseenOwnedWords(report)}. Go ahead?`)]),
    // What is paid for an instance that is there, the question above names with its sum.
    ...objectionsTo(report, consent, settings).flatMap(({ kind, message }) =>
      kind === 'ask' ? [yes(`Warning: ${message}. Go ahead?`)] : [],
    ),
  ]
}

const yes = (text: string): Question => ({ text, answer: 'yes' })

/** What has expired was to end by the file: `--yes` covers it. */
const mayReap = ({ flags }: Approving, { goal }: PricedPlan): boolean =>
  goal.kind === 'reap' && flags.yes === true

const destroyQuestion = (count: number, { target }: PricedPlan): Question => ({
  text: `Destroy ${count === 1 ? 'this instance' : `these ${count} instances`} on ${target}? What is on ${count === 1 ? 'its disk' : 'their disks'} is lost. Type the number of instances: ${count}.`,
  answer: String(count),
})

function nobodyToAsk(approving: Approving, report: PricedPlan): UserError {
  const { flags, consent } = approving
  const first = flags.quiet === true ? 'read the plan, without --quiet' : 'read the plan above'
  const count = countDestroys(report, consent)
  if (count > 0 && report.goal.kind !== 'reap') {
    return new UserError(
      `there is no terminal to ask at, and ${count === 1 ? 'an instance' : `${count} instances`} would be destroyed: nothing was sent`,
      {
        hint: `${first}, then run the same command with its --plan-id, or: ${destroyCommand(approving, report)}`,
      },
    )
  }
  const said = flags.yes === true ? '' : ', and --yes was not given'
  return new UserError(`there is no terminal to ask at${said}: nothing was sent`, {
    hint:
      report.counts.recreate === 0
        ? `${first}, then run the same command with --yes, or with its --plan-id`
        : `${first}, then run the same command with its --plan-id; --yes covers what is new, and --allow recreate what is to be created again`,
  })
}

/** The whole command that goes ahead with this number: an apply needs its words too. */
function destroyCommand({ flags, args, command, consent }: Approving, report: PricedPlan): string {
  const allowed = allowedActions(report.actions, consent)
  const allow = [...new Set(allowed.flatMap(wordsFor))]
  const words =
    command === 'apply'
      ? [
          ...(flags.prune === true ? ['--prune'] : []),
          ...allow.flatMap((word) => ['--allow', word]),
        ]
      : []
  const number = ['--yes', '--destroys', String(countDestroys(report, consent))]
  return nextCommand(command, [...words, ...number], { flags, args })
}
