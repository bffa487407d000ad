import type { PlanReport } from '../../plan/priced-plan.ts'
import { summarise } from '../../plan/summary.ts'
import { cutTo } from '../terminal/terminal-text.ts'
import { hasNews } from '../text/plan/plan-details.ts'
import { fold, type Group, linesOf, placeOf, reasonOf, titleOf } from '../text/plan/plan-groups.ts'
import { markerLines } from '../text/plan/plan-text.ts'
import { titleWords } from '../text/plan/plan-title.ts'
import { protectionLines } from '../text/plan/protection-text.ts'
import { SYMBOLS } from '../text/plan/symbols.ts'
import { detailItems } from './details-markdown.ts'
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
  const groups = fold(report.actions).filter((group) =>
    group.some((action) => hasNews(action, report.now)),
  )
  const notes = within(
    report.notes.map((note) => `> ${sentence(cutTo(note, 1000))}`),
    MAX_CHARACTERS * 0.1,
  )
  const found = within(findingItems(report.diagnostics), MAX_CHARACTERS * 0.1)
  const head = [
    `### ${titleWords(report.goal)} ${code(report.target)}: ${summarise(report)}`,
    ...(refusal === undefined
      ? []
      : [`**\`apply\` would refuse this:** ${sentence(cutTo(refusal, 1000))}`]),
    ...moneyMarkdown(report, MAX_CHARACTERS * 0.15),
    ...protectionLines(report).map((line) => sentence(cutTo(line, 1000))),
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
    groups.map((group) => detailsOf(group, report)).filter((details) => details !== ''),
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
    whereOf(group),
  ]
  return `| ${cells.join(' | ')} |`
}

function whereOf(group: Group): string {
  const path = placeOf(group[0])?.file.path
  return path === undefined ? '' : code(`${cutTo(path, 100)}:${linesOf(group)}`)
}

function detailsOf(group: Group, report: PlanReport): string {
  const items = detailItems(group, report)
  if (items.length === 0) return ''
  return [`**${code(cutTo(titleOf(group), 100))}**`, '', ...items.map((item) => `- ${item}`)].join(
    '\n',
  )
}
