import type { Money } from '../../pricing/quote.ts'
import { cutTo } from '../terminal/terminal-text.ts'
import { costOf } from '../text/plan/money-text.ts'
import { code, sentence, within } from './escape-markdown.ts'

/**
 * What a plan would cost, as blocks of Markdown that stay within so many characters: whatever has to be left out, the
 * total is there. No blocks when nothing is to be created.
 */
export function moneyMarkdown(money: Money, budget: number): readonly string[] {
  const cost = costOf(money)
  if (cost.kind === 'nothing') return []
  if (cost.kind === 'unknown') return [`**Cost: unknown**, ${sentence(cutTo(cost.why, 300))}`]
  const [head = [], ...rows] = cost.rows
  const total = rows.pop() ?? []
  const { taken, cut } = within(rows.map(rowOf), budget)
  const whys = cost.whys.map((why) => `unknown: ${sentence(cutTo(why, 300))}`)
  return [
    `**Cost** ${sentence(cost.title)}`,
    [
      lineOf(head),
      '| --- | ---: | ---: | ---: | ---: | --- |',
      ...taken,
      ...(cut === 0 ? [] : [lineOf([`… and ${cut} more`, '', '', '', '', ''])]),
      lineOf(total.map((cell) => (cell === '' ? '' : `**${cell}**`))),
    ].join('\n'),
    [...whys.slice(0, MAX_WHYS), ...cost.remarks.map(sentence)].join(' '),
  ]
}

/** Each is for a reason of its own, and there are only a few kinds of them. */
const MAX_WHYS = 5

/** The amounts and the words between are ours; the name is of the file, and the stock of the service. */
function rowOf(cells: readonly string[]): string {
  const [name = '', ...rest] = cells
  const stock = rest.pop() ?? ''
  return lineOf([code(cutTo(name, 100)), ...rest, sentence(cutTo(stock, 100))])
}

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
