import { type Growth, isMet, type Rival, type Row } from './row.ts'

/** The rows as a Markdown table. */
export function rowsTable(rows: readonly Row[]): string {
  return table(
    ['what', 'ratio', 'median', 'half of the runs', 'peak', 'target'],
    rows.map((row) => [
      row.name,
      row.ratio.toFixed(2),
      milliseconds(row.time.median),
      `${milliseconds(row.time.low)} to ${milliseconds(row.time.high)}`,
      row.peak === undefined ? '' : `${Math.round(row.peak)} MiB`,
      targetText(row),
    ]),
  )
}

/** How costs grew, as a Markdown table. */
export function growthTable(growths: readonly Growth[]): string {
  return table(
    ['number of', 'sizes', 'beyond bare Node', 'for each doubling', 'peak'],
    growths.map(({ name, sizes, times, growth, peak }) => [
      name,
      sizes.join(', '),
      times.map(milliseconds).join(', '),
      growth.map((each) => `×${each.toFixed(1)}`).join(', '),
      `${Math.round(peak)} MiB`,
    ]),
  )
}

function targetText(row: Row): string {
  const { target, rivals = [], time } = row
  const limits = [
    target?.ratio === undefined ? [] : `ratio ${target.ratio}`,
    target?.more === undefined ? [] : `${milliseconds(target.more)} more`,
    target?.peak === undefined ? [] : `${target.peak} MiB`,
  ].flat()
  const faster = rivals.filter(({ median }) => time.median < median)
  const slower = rivals.filter(({ median }) => time.median >= median)
  return [
    ...(limits.length === 0 ? [] : [`${limits.join(', ')}: ${isMet(row) ? 'met' : 'missed'}`]),
    ...(faster.length === 0 ? [] : [`faster than ${namesOf(faster)}`]),
    ...(slower.length === 0 ? [] : [`slower than ${namesOf(slower)}`]),
  ].join('; ')
}

const namesOf = (rivals: readonly Rival[]): string => rivals.map(({ name }) => name).join(', ')

const milliseconds = (value: number): string =>
  value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
