import type { ApplyResult } from '../../../apply/result.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { labelOf } from '../events-text.ts'
import { againstText, idToAdopt } from '../plan/candidate-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'
import { type ResultLook, requestLine } from './result-look.ts'

/** What may have been created, and how a person settles it. */
export function doubtBlock(result: ApplyResult, { style, next }: ResultLook): readonly string[] {
  const inDoubt = result.inDoubt.filter(({ operation }) => operation === 'create')
  if (inDoubt.length === 0) return []
  const lines = inDoubt.flatMap(({ action, reason, candidates, requestId }) => {
    const name = shellWord(action.name ?? action.key)
    const id = idToAdopt(candidates)
    return [
      `  ${labelOf(action)}  ${plain(explainReason(reason))}`,
      ...requestLine(requestId, style),
      ...candidates.map(
        ({ instance, against }) =>
          `    may be ${plain(instance.id)} (${plain(instance.status)})${againstText(against)}`,
      ),
      style.dim(`    if it was made:     ${next('adopt', [name, id])}`),
      style.dim(`    if it was not made: ${next('forget', [name])}`),
    ]
  })
  return [
    style.red(
      'In doubt: it may exist and cost money. The next run looks again before it does anything.',
    ),
    style.dim(`  what the account shows: ${next('status', [])}`),
    ...lines,
  ]
}
