import { explainRefusal } from '../../api/responses/refusal.ts'
import type { AuditFinding } from '../../apply/audit.ts'
import { type ApplyResult, type Made, madeIn } from '../../apply/result.ts'
import type { StopCode } from '../../apply/stop-reason.ts'
import type { CommandLine } from '../../config/flags.ts'
import { durationText } from '../../model/duration.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Money } from '../../pricing/quote.ts'
import { shellWord } from '../terminal/shell-word.ts'
import type { Style } from '../terminal/style.ts'
import { displayWidth, plain } from '../terminal/terminal-text.ts'
import { widest } from '../terminal/widest.ts'
import { labelOf } from './events-text.ts'
import { nextCommand } from './next-command.ts'
import { againstText, idToAdopt } from './plan/candidate-text.ts'
import { costWords } from './plan/cost-text.ts'
import { priceWords, spentWords } from './plan/money-text.ts'
import { explainReason } from './reasons/explain-reason.ts'
import { explainStop } from './reasons/explain-stop.ts'

/**
 * What every end of an apply prints: what was created and bills from now on, what was not and why, what is in
 * doubt, and what to type next.
 */
export function resultText(
  result: ApplyResult,
  audit: readonly AuditFinding[],
  {
    style,
    money,
    tookMs,
    again,
  }: {
    readonly style: Style
    readonly money: Money | undefined
    /** What the commands to type repeat of this one. */
    readonly again: CommandLine
    /** Since the first call; `undefined` when there was none. */
    readonly tookMs?: number | undefined
  },
): string {
  const next: Next = (command, words) => nextCommand(command, words, { ...again, args: [] })
  const names = new Set(audit.flatMap((each) => (each.kind === 'surplus' ? [each.name] : [])))
  const isThere: IsThere = ({ name }) => name !== undefined && names.has(name)
  const blocks = [
    stopBlock(result, style),
    createdBlock(result, style, money, next),
    failedBlock(result, isThere, style),
    doubtBlock(result, style, next),
    skippedBlock(result, isThere),
    auditBlock(audit, { style, next, money }),
    goOn(result, style),
    [
      style.bold(countLine(result)) +
        (tookMs === undefined ? '' : `, in ${durationText(tookMs / 1000)}`),
    ],
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** Whether the account has an instance of the name of an entry, which nobody may call "not billed" then. */
type IsThere = (entry: { readonly name: string | undefined }) => boolean

/** A command that can be pasted. */
type Next = (command: 'adopt' | 'forget' | 'status', words: readonly string[]) => string

function stopBlock({ stop }: ApplyResult, style: Style): readonly string[] {
  if (stop === undefined) return []
  if (stop.why === 'interrupted') return [style.red('Interrupted: nothing more was sent.')]
  return [style.red(`${STOPS[stop.why]}: ${plain(explainStop(stop))}`)]
}

const STOPS = {
  throttled: 'Stopped, since the service takes no more calls for now',
  'account-refused': 'Stopped, since the service refuses the account',
  'fail-fast': 'Stopped',
  unreachable: 'Stopped, since the service cannot be reached',
  'unknown-outcome': 'Stopped, since the outcome of a call is not known',
  'odd-answer': 'Stopped, since the service gave an unexpected answer',
  interrupted: 'Interrupted',
  ledger: 'Stopped, since the ledger could not be written',
} as const satisfies Record<StopCode, string>

function createdBlock(
  result: ApplyResult,
  style: Style,
  money: Money | undefined,
  next: Next,
): readonly string[] {
  const created = madeIn(result)
  if (created.length === 0) return []
  const quotes = new Map(money?.quotes.map((quote) => [quote.key, quote]))
  const rows = created.map(({ action, id }) => {
    const quote = quotes.get(action.key)
    const price =
      quote === undefined || money === undefined ? undefined : priceWords(quote, money.currency)
    const unknown = quote === undefined ? '' : '  price unknown'
    return [labelOf(action), `${id}${price === undefined ? unknown : `  ${price}`}`] as const
  })
  const lost = created.flatMap(({ action, id, unrecorded }) =>
    unrecorded === undefined
      ? []
      : [
          style.red(`${labelOf(action)} exists as ${id}, but the ledger could not take it:`),
          `  ${plain(unrecorded.reason)}`,
          unrecorded.rescue === undefined
            ? `  write it down, and once the ledger can be written: ${next('adopt', [shellWord(action.name ?? action.key), shellWord(id)])}`
            : `  it is kept in ${plain(unrecorded.rescue)}; beside the ledger the next run takes it in, from elsewhere move it there first`,
        ],
  )
  const belied = created.flatMap(({ action, id, despite }) =>
    despite === undefined
      ? []
      : [
          style.red(
            `${labelOf(action)} was refused (${plain(explainRefusal(despite))}), but the account has it as ${id}: it is recorded and billed. Do not create it elsewhere because of the refusal.`,
          ),
        ],
  )
  const title = money?.currency.pretended === true ? 'Created:' : 'Created, and billed from now on:'
  return [title, ...table(rows), ...costLine(created, money), ...lost, ...belied]
}

function costLine(created: readonly Made[], money: Money | undefined): readonly string[] {
  const keys = new Set(created.map(({ action }) => action.key))
  const quotes = money?.quotes.filter(({ key }) => keys.has(key)) ?? []
  const words = money === undefined ? undefined : spentWords(quotes, money.currency)
  return words === undefined ? [] : [`  together ${words}, by the list prices of the plan`]
}

function failedBlock(
  { rejected, notSent }: ApplyResult,
  isThere: IsThere,
  style: Style,
): readonly string[] {
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
      lines: [`  ${labelOf(action)}  ${plain(reason)}`],
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

/** What the support of the service asks for. */
const requestLine = (id: string | undefined, style: Style): readonly string[] =>
  id === undefined ? [] : [style.dim(`    request ${plain(id)}`)]

function doubtBlock({ inDoubt }: ApplyResult, style: Style, next: Next): readonly string[] {
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

function skippedBlock({ skipped }: ApplyResult, isThere: IsThere): readonly string[] {
  const line = (words: string, actions: ApplyResult['skipped']): readonly string[] => {
    if (actions.length === 0) return []
    const shown = actions.slice(0, 10).map(labelOf).join(', ')
    const more = actions.length > 10 ? ` and ${actions.length - 10} more` : ''
    return [`${words}: ${shown}${more}`]
  }
  return [
    ...line(
      'Not tried, and not billed',
      skipped.filter((each) => !isThere(each)),
    ),
    ...line('Not tried, but the account has one of the name', skipped.filter(isThere)),
  ]
}

function auditBlock(
  findings: readonly AuditFinding[],
  { style, next, money }: { style: Style; next: Next; money: Money | undefined },
): readonly string[] {
  return findings.flatMap((finding): readonly string[] => {
    switch (finding.kind) {
      case 'surplus':
        return surplusLines(finding, { style, next, money })
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
                  `Whether it holds just what was created is not known. Look later with: ${next('status', [])}`,
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
  { style, next, money }: { style: Style; next: Next; money: Money | undefined },
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

function countLine(result: ApplyResult): string {
  const { rejected, notSent, inDoubt, skipped } = result
  const missed = rejected.length + notSent.length + skipped.length
  return `${madeIn(result).length} created, ${missed} not created, ${inDoubt.length} in doubt`
}

/** What to type next, where something is missing. */
function goOn(
  { rejected, notSent, inDoubt, skipped }: ApplyResult,
  style: Style,
): readonly string[] {
  if (rejected.length + notSent.length + inDoubt.length + skipped.length === 0) return []
  return [
    style.dim(
      'To go on, run the same command again: what was created is not created a second time.',
    ),
  ]
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = widest(rows, ([left]) => displayWidth(left))
  return rows.map(([left, right]) => `  ${left}${' '.repeat(width - displayWidth(left))}  ${right}`)
}
