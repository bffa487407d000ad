import type { InstanceId } from '../../ledger/record.ts'
import { type Json, mask } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Action } from '../../plan/action.ts'
import type { PlanReport } from '../../plan/priced-plan.ts'
import { summarise } from '../../plan/summary.ts'
import { cutTo } from '../terminal/terminal-text.ts'
import { costWords } from '../text/plan/cost-text.ts'
import { WAYS, whoseWords } from '../text/plan/plan-details.ts'
import { fold, type Group, linesOf, reasonOf, titleOf } from '../text/plan/plan-groups.ts'
import { markerLines, SYMBOLS } from '../text/plan/plan-text.ts'
import { valueText } from '../text/plan/value-text.ts'
import { explainReason } from '../text/reasons/explain-reason.ts'
import { block, code, MAX_CHARACTERS, sentence, within } from './escape-markdown.ts'
import { findingItems } from './findings-markdown.ts'
import { moneyMarkdown } from './money-markdown.ts'

/**
 * The plan as a comment under a change: the sum outside the fold, a table of what is not unchanged, and the fields
 * folded away. Strings of files and of the service are in code, so that none of them is markup, a mention or a link.
 */
export function planMarkdown(
  report: PlanReport,
  { refusal }: { readonly refusal?: string | undefined } = {},
): string {
  const groups = fold(report.actions).filter((group) => !isQuiet(group[0]))
  const notes = within(
    report.notes.map((note) => `> ${sentence(cutTo(note, 1000))}`),
    MAX_CHARACTERS * 0.1,
  )
  const found = within(findingItems(report.diagnostics), MAX_CHARACTERS * 0.1)
  const head = [
    `### Plan for ${code(report.target)}: ${summarise(report.actions, report.elsewhere)}`,
    ...(refusal === undefined
      ? []
      : [`**\`apply\` would refuse this:** ${sentence(cutTo(refusal, 1000))}`]),
    ...moneyMarkdown(report.money, MAX_CHARACTERS * 0.15),
    ...markerLines(report).map(sentence),
    ...notes.taken,
    ...more(notes.cut, 'note'),
    ...(found.taken.length === 0 ? [] : [found.taken.join('\n')]),
    ...more(found.cut, 'finding'),
    ...idLines(report),
  ].join('\n\n')
  const left = MAX_CHARACTERS - head.length - RESERVE
  const rows = within(groups.map(rowOf), Math.floor(left * 0.6))
  const details = within(
    groups.map((group) => detailsOf(group, report)).filter((block) => block !== ''),
    left - rows.length,
  )
  return `${[
    head,
    ...(rows.taken.length === 0 ? [] : [[...HEADER, ...rows.taken].join('\n')]),
    ...more(rows.cut, 'row'),
    ...(details.taken.length === 0 ? [] : ['<details><summary>Details</summary>']),
    ...details.taken,
    ...more(details.cut, 'detail'),
    ...(details.taken.length === 0 ? [] : ['</details>']),
  ].join('\n\n')}\n`
}

/** The id, and the command that carries out this very plan, in a block that can be copied with a click. */
function idLines({ planId, applyWith }: PlanReport): readonly string[] {
  const id = `Plan id: ${code(planId)}`
  // A command that was cut short would be another one.
  return applyWith === undefined || applyWith.length > MAX_CHARACTERS * 0.1
    ? [id]
    : [`${id}, and the command that applies exactly this:`, block(applyWith)]
}

/** Room for the lines between the parts and for the counts of what was cut. */
const RESERVE = 600

const HEADER = ['| | entry | action | why | where |', '| --- | --- | --- | --- | --- |']

/** Unchanged entries are in the sum; a list of them hides what matters. */
const isQuiet = (action: Action): boolean => action.kind === 'no-op' && action.drift.length === 0

const more = (count: number, what: string): readonly string[] =>
  count === 0
    ? []
    : [
        `… and ${count} more ${count === 1 ? what : `${what}s`}, left out to keep this short. \`ppi-apply plan\` shows everything.`,
      ]

function rowOf(group: Group): string {
  const [action] = group
  const cells = [
    code(SYMBOLS[action.kind]),
    code(cutTo(titleOf(group), 100)),
    action.kind,
    sentence(cutTo(reasonOf(group), 300)),
    placeOf(group),
  ]
  return `| ${cells.join(' | ')} |`
}

function placeOf(group: Group): string {
  const [action] = group
  if (action.kind === 'orphan') return ''
  return code(`${cutTo(action.spec.place.file.path, 100)}:${linesOf(group)}`)
}

function detailsOf(group: Group, report: PlanReport): string {
  const lines = fieldsOf(group[0], report)
  if (lines.length === 0) return ''
  return [`**${code(cutTo(titleOf(group), 100))}**`, '', ...lines.map((line) => `- ${line}`)].join(
    '\n',
  )
}

function fieldsOf(action: Action, { costs, money }: PlanReport): readonly string[] {
  const costOf = (id: InstanceId): string => {
    const cost = costs.get(id)
    return cost === undefined ? '' : `; ${sentence(costWords(cost, money.currency))}`
  }
  switch (action.kind) {
    case 'create':
    case 'recreate':
      return Object.entries(action.spec.body)
        .filter(([field]) => field !== 'name')
        .map(([field, value]) => `${code(field)}: ${shown(mask(value))}`)
    case 'no-op':
      return driftLines(action.drift)
    case 'exists':
      return [`${code(action.remote.id)} is there already; ${code('ppi-apply adopt')} records it`]
    case 'change':
      return [...changeLines(action.changes), ...driftLines(action.drift)]
    case 'in-doubt':
      return [
        ...action.attempts.map(
          ({ attempt, since }) => `attempt ${code(attempt)} of ${code(since)}`,
        ),
        ...action.candidates.map(
          ({ instance: { id, status }, against }) =>
            `${code(id)} is ${code(status)} in the account${against.length === 0 ? '' : `; but ${code(cutTo(against.map(explainReason).join('; '), 300))}`}`,
        ),
      ]
    case 'conflict':
      return [
        ...action.owned.map(({ id }) => `${code(id)} is ours${costOf(id)}`),
        ...action.strangers.map(
          ({ id, status }) =>
            `${code(id)} is ${code(status)}, ${sentence(whoseWords(action, id))}${costOf(id)}`,
        ),
        ...changeLines(action.changes),
      ]
    case 'failed':
      return [
        `${code(action.remote.id)} does not run${costOf(action.remote.id)}`,
        ...changeLines(action.changes),
        ...driftLines(action.drift),
      ]
    case 'orphan':
      return action.instances.map(
        ({ owned, remote }) =>
          `${code(owned.id)} is ${code(remote?.status ?? 'not confirmed')}${costOf(owned.id)}`,
      )
    default:
      return unreachable(action)
  }
}

const changeLines = (changes: Extract<Action, { kind: 'change' }>['changes']): readonly string[] =>
  changes.map(
    ({ field, from, to, takes }) =>
      `${code(field)}: ${shown(from)} → ${shown(to)} (${WAYS[takes]})`,
  )

const driftLines = (drift: Extract<Action, { kind: 'no-op' }>['drift']): readonly string[] =>
  drift.map(
    ({ field, applied, account }) =>
      `drift: ${code(field)} is ${shown(account)} in the account, ${shown(applied)} was applied`,
  )

const shown = (value: Json | undefined): string => code(cutTo(valueText(value), 300))
