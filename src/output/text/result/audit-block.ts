import type { AuditFinding } from '../../../apply/audit.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { costWords } from '../plan/cost-text.ts'
import type { ResultLook } from './result-look.ts'

/** What the closing look at the account found that does not belong. */
export function auditBlock(findings: readonly AuditFinding[], look: ResultLook): readonly string[] {
  const { style, next } = look
  return findings.flatMap((finding): readonly string[] => {
    switch (finding.kind) {
      case 'surplus':
        return surplusLines(finding, look)
      case 'missing':
        return [
          style.red(
            `The service answered that ${plain(finding.id)}${finding.name === undefined ? '' : ` (${plain(finding.name)})`} was created, but neither its list nor a look-up by this id knows it. It may never have been made, or it may run and cost money. The ledger keeps it, so it is not created again by itself. Look later with: ${next('status', [])}`,
          ),
        ]
      case 'not-audited':
        return [
          style.yellow(`The account could not be checked afterwards: ${plain(finding.why)}.`),
          ...(finding.isFailure
            ? [
                style.yellow(
                  `Whether it holds just what the ledger says is not known. Look later with: ${next('status', [])}`,
                ),
              ]
            : []),
        ]
      default:
        return unreachable(finding)
    }
  })
}

/** An instance too many: which ones there are, what each costs, and how to end one. */
function surplusLines(
  { instance, name, ours, replacedBy, costs }: Extract<AuditFinding, { kind: 'surplus' }>,
  { style, next, money }: ResultLook,
): readonly string[] {
  const id = plain(instance.id)
  const [own] = ours
  const prices =
    money === undefined
      ? []
      : [...(costs ?? [])].map(
          ([each, cost]) => `  ${plain(each)}: ${costWords(cost, money.currency)}`,
        )
  const adopt = next('adopt', [shellWord(name), shellWord(instance.id)])
  if (own === undefined) {
    return [
      style.red(
        `The account has ${id} (${plain(instance.status)}) with the name ${plain(name)}, and the ledger does not know it. It costs money. Nothing was deleted.`,
      ),
      ...prices,
      style.dim(`  if it is this entry: ${adopt}; if it is not needed: remove it in the console`),
    ]
  }
  const bill = ours.length === 1 ? 'both cost money' : 'each of them costs money'
  if (replacedBy !== undefined) {
    const forget = next('forget', [shellWord(name), shellWord(replacedBy)])
    return [
      style.red(
        `${id} (${plain(instance.status)}) is ours and was replaced by ${plain(replacedBy)}, since the account did not show it; now it is there again: ${bill}. Nothing was deleted.`,
      ),
      ...prices,
      style.dim(
        `  remove one of them in the console. If ${id} is to stay: ${adopt}, then ${forget}`,
      ),
    ]
  }
  return [
    style.red(
      `The account has ${id} (${plain(instance.status)}) with the name ${plain(name)} besides ours (${ours.map(plain).join(', ')}): ${bill}. Nothing was deleted.`,
    ),
    ...prices,
    style.dim(
      `  if ${id} is not needed: remove it in the console. If it is to take the place of ours: remove ${plain(own)} there, then ${adopt}`,
    ),
  ]
}
