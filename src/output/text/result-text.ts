import type { AuditFinding } from '../../apply/audit.ts'
import type { ApplyResult } from '../../apply/result.ts'
import type { CommandLine } from '../../config/flags.ts'
import { durationText } from '../../model/duration.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import type { Billed } from '../../pricing/billed.ts'
import type { Style } from '../terminal/style.ts'
import { billedText } from './billed-text.ts'
import { nextCommand } from './next-command.ts'
import { onlyThis } from './plan/ways/typed-commands.ts'
import { auditBlock } from './result/audit-block.ts'
import { changeBlocks } from './result/change-blocks.ts'
import { countLine } from './result/count-line.ts'
import { createdBlock } from './result/created-block.ts'
import { doubtBlock } from './result/doubt-block.ts'
import { refusedBlock } from './result/refused-block.ts'
import type { IsThere, ResultLook } from './result/result-look.ts'
import { skippedBlock } from './result/skipped-block.ts'
import { stopBlock } from './result/stop-block.ts'

/**
 * What every end of an apply prints: what was created, started, stopped and destroyed, what was not and why, what is in
 * doubt, what to type next, and what is billed from now on.
 */
export function resultText(
  result: ApplyResult,
  audit: readonly AuditFinding[],
  {
    style,
    plan,
    billed,
    tookMs,
    commandLine,
    goOn,
  }: {
    readonly style: Style
    /** What is known of prices, and since when; `undefined` when there was no plan. */
    readonly plan: Pick<PricedPlan, 'money' | 'costs' | 'now'> | undefined
    readonly billed: Billed | undefined
    /** What the commands to type repeat of this one. */
    readonly commandLine: CommandLine
    /** The command that does the rest, where it is not the same as this one. */
    readonly goOn?: string | undefined
    /** Since the first call; `undefined` when there was none. */
    readonly tookMs?: number | undefined
  },
): string {
  const defined = new Set(
    [...result.done, ...result.rejected, ...result.inDoubt].flatMap(({ action: { key, spec } }) =>
      spec === undefined ? [] : [key],
    ),
  )
  const look: ResultLook = {
    style,
    money: plan?.money,
    costs: plan?.costs ?? new Map(),
    now: plan?.now,
    next: (command, words) => nextCommand(command, words, { ...commandLine, args: [] }),
    commandLine,
    // Only so is anything ended that this run may have had no definition of.
    destroy: (entry) =>
      onlyThis('destroy', entry, commandLine, defined.has(entry.key) ? [] : ['--all-owned']),
  }
  const names = new Set(audit.flatMap((each) => (each.kind === 'surplus' ? [each.name] : [])))
  const isThere: IsThere = ({ name }) => name !== undefined && names.has(name)
  const took = tookMs === undefined ? '' : `, in ${durationText(tookMs / 1000)}`
  const blocks = [
    stopBlock(result, style),
    createdBlock(result, look),
    ...changeBlocks(result, look),
    refusedBlock(result, isThere, style),
    doubtBlock(result, look),
    skippedBlock(result, isThere),
    auditBlock(audit, look),
    goOnLines(result, goOn, style),
    [style.bold(countLine(result)) + took, ...(billed === undefined ? [] : [billedText(billed)])],
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** What to type next, where something is missing. */
function goOnLines(
  { rejected, notSent, inDoubt, skipped, stop }: ApplyResult,
  command: string | undefined,
  style: Style,
): readonly string[] {
  const missed = [...rejected, ...notSent, ...inDoubt, ...skipped]
  if (missed.length === 0) return []
  if (stop?.why === 'not-all-running') {
    return [
      style.dim(
        'The next run does not wait for what this one created: see first that it runs, or destroy it.',
      ),
      style.dim(
        `To go on then${command === undefined ? ', run the same command again.' : `: ${command}`}`,
      ),
    ]
  }
  if (command !== undefined) return [style.dim(`To go on: ${command}`)]
  return [
    style.dim(
      missed.some(({ operation }) => operation === 'create')
        ? 'To go on, run the same command again: what was created is not created a second time.'
        : 'To go on, run the same command again: it looks first, and sends only what is not done yet.',
    ),
  ]
}
