import type { AuditFinding } from '../../../apply/audit.ts'
import type { InstanceId } from '../../../ledger/record.ts'
import { nameIn } from '../../../ledger/state.ts'
import { invocation } from '../../../model/invocation.ts'
import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { costWords } from '../plan/cost-text.ts'
import { wayText } from '../plan/ways/way.ts'
import {
  billWords,
  waysOfMadeHere,
  waysOfOneReturned,
  waysOfSeveral,
} from '../plan/ways/ways-of-conflict.ts'
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

type Surplus = Extract<AuditFinding, { readonly kind: 'surplus' }>

/** An instance too many: which ones there are, what each costs, and how to end one. */
function surplusLines(finding: Surplus, look: ResultLook): readonly string[] {
  const { style, money } = look
  const prices =
    money === undefined
      ? []
      : [...(finding.costs ?? [])].map(
          ([each, cost]) => `  ${plain(each)}: ${costWords(cost, money.currency)}`,
        )
  return [
    style.red(`${surplusWords(finding)}. Nothing was deleted.`),
    ...prices,
    ...waysOfSurplus(finding, look).map((line) => style.dim(`  ${line}`)),
  ]
}

function surplusWords({ instance, name, ours, madeHere, returned }: Surplus): string {
  const which = `${plain(instance.id)} (${plain(instance.status)})`
  if (returned !== undefined) return `${which} is ours and ${returnedWords(returned, ours)}`
  if (madeHere) {
    const made = `The account has ${which}, made with this ledger${name === '' ? '' : ` for ${plain(name)}`} as its ${MARKER_KEY} says`
    return ours.length === 0
      ? `${made}, which does not hold it. It costs money`
      : `${made}, besides ours (${ours.map(plain).join(', ')}): ${billWords(ours.length + 1)}`
  }
  return ours.length === 0
    ? `The account has ${which} with the name ${plain(name)}, and the ledger does not know it. It costs money`
    : `The account has ${which} with the name ${plain(name)} besides ours (${ours.map(plain).join(', ')}): ${billWords(ours.length + 1)}`
}

/** How it counted as gone. */
function returnedWords(
  { departure }: NonNullable<Surplus['returned']>,
  { length }: readonly InstanceId[],
): string {
  const bill = length === 0 ? 'it costs money' : billWords(length + 1)
  switch (departure.kind) {
    case 'replaced':
      return `was replaced by ${plain(departure.by)}, since the account did not show it; now it is there again: ${bill}`
    case 'destroyed':
      return `was destroyed from here and seen gone (${timeText(departure.at)}); now it is there again: ${bill}`
    default:
      return unreachable(departure)
  }
}

/** A command ends what is ours by the ledger; all else is for the console. */
function waysOfSurplus(
  { instance, name, entry, ours, madeHere, returned }: Surplus,
  { next, destroy, commandLine }: ResultLook,
): readonly string[] {
  if (returned !== undefined) {
    const of = { key: returned.key, name: nameIn(returned.key) }
    const again = { ...commandLine, args: [] }
    return ours.length === 0
      ? waysOfOneReturned(of, instance.id, again, destroy(of)).map(wayText)
      : waysOfSeveral(of, ours.length + 1, again, destroy(of)).map(wayText)
  }
  if (madeHere && entry === undefined) {
    return [
      `if an entry of the files is meant: ${invocation()} recover records it; if it is not needed: remove it in the console`,
    ]
  }
  const adopt = next('adopt', [shellWord(entry ?? name), shellWord(instance.id)])
  const [own] = ours
  if (own === undefined) {
    return [`if it is this entry: ${adopt}; if it is not needed: remove it in the console`]
  }
  const end = entry && destroy({ key: entry, name: nameIn(entry) })
  const words =
    end === undefined
      ? `remove ${plain(own)} there`
      : `to end ours, with all data on its disk lost, ${end.typed}`
  return [
    `if ${plain(instance.id)} is not needed: remove it in the console`,
    `if it is to take the place of ours: ${words}, then ${adopt}`,
    ...(madeHere && entry !== undefined
      ? waysOfMadeHere({ key: entry, name: nameIn(entry) }, [instance], commandLine).map(wayText)
      : []),
  ]
}
