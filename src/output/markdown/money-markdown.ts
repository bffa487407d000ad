import type { PricedPlan } from '../../plan/priced-plan.ts'
import { cutTo } from '../terminal/terminal-text.ts'
import { effectsTable } from '../text/plan/effects-text.ts'
import { costOf } from '../text/plan/money-text.ts'
import type { Row } from '../text/plan/price-table.ts'
import { code, sentence, within } from './escape-markdown.ts'

/**
 * What a plan costs and what it does to the bill, as blocks of Markdown whose rows stay within so many characters: whatever
 * has to be left out, the totals are there. No blocks where nothing is created, ended, started or stopped.
 */
export const moneyMarkdown = (plan: PricedPlan, budget: number): readonly string[] => [
  ...costBlocks(plan, budget / 2),
  ...effectBlocks(plan, budget / 2),
]

function costBlocks({ money }: PricedPlan, budget: number): readonly string[] {
  const cost = costOf(money)
  if (cost.kind === 'nothing') return []
  if (cost.kind === 'unknown') return [`**Cost: unknown**, ${sentence(cutTo(cost.why, 300))}`]
  const whys = cost.whys.map((why) => `unknown: ${sentence(cutTo(why, 300))}`)
  return [
    `**Cost** ${sentence(cost.title)}`,
    tableBlock(cost.rows, budget),
    [...whys.slice(0, MAX_WHYS), ...cost.remarks.map(sentence)].join(' '),
  ]
}

function effectBlocks(plan: PricedPlan, budget: number): readonly string[] {
  const table = effectsTable(plan)
  return table === undefined
    ? []
    : [`**Cost** ${sentence(table.title)}`, tableBlock(table.rows, budget)]
}

/** Each is for a reason of its own, and there are only a few kinds of them. */
const MAX_WHYS = 5

function tableBlock(cells: readonly Row[], budget: number): string {
  const [head = [], ...rows] = cells
  const total = rows.pop() ?? []
  const { taken, cut } = within(rows.map(rowOf), budget)
  return [
    lineOf(head),
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...taken,
    ...(cut === 0 ? [] : [lineOf([`… and ${cut} more`, '', '', '', '', ''])]),
    lineOf(total.map((cell) => (cell === '' ? '' : `**${cell}**`))),
  ].join('\n')
}

/** The amounts and the words between are ours; the name is of the file, and the last words may be of the service. */
function rowOf(cells: Row): string {
  const [name = '', ...rest] = cells
  const words = rest.pop() ?? ''
  return lineOf([code(cutTo(name, 100)), ...rest, sentence(cutTo(words, 100))])
}

const lineOf = (cells: Row): string => `| ${cells.join(' | ')} |`
