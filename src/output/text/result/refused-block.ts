import { explainRefusal } from '../../../api/responses/refusal.ts'
import type { ApplyResult } from '../../../apply/result.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { labelOf } from '../events-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'
import { type IsThere, requestLine } from './result-look.ts'

/** What was to be created and was refused, or could not be sent. */
export function refusedBlock(
  result: ApplyResult,
  isThere: IsThere,
  style: Style,
): readonly string[] {
  const rejected = result.rejected.filter(({ operation }) => operation === 'create')
  const notSent = result.notSent.filter((each) => each.operation === 'create')
  const lines = [
    ...rejected.map(({ action, refusal }) => ({
      action,
      lines: [
        `  ${labelOf(action)}  ${plain(explainRefusal(refusal))}`,
        ...(refusal.advice === undefined ? [] : [style.dim(`    ${plain(refusal.advice)}`)]),
        ...requestLine(refusal.requestId, style),
      ],
    })),
    ...notSent.map(({ action, reason }) => ({
      action,
      lines: [`  ${labelOf(action)}  ${plain(explainReason(reason))}`],
    })),
  ]
  const absent = lines.filter(({ action }) => !isThere(action)).flatMap((each) => each.lines)
  const there = lines.filter(({ action }) => isThere(action)).flatMap((each) => each.lines)
  return [
    ...(absent.length === 0 ? [] : ['Not created, and not billed:', ...absent]),
    ...(there.length === 0
      ? []
      : [style.red('Not created by the answer, but the account has one of the name:'), ...there]),
  ]
}
