import type { Style } from '../../terminal/style.ts'
import { displayWidth } from '../../terminal/terminal-text.ts'
import { widest } from '../../terminal/widest.ts'
import { asList } from '../../terminal/wrap-text.ts'

/** Cells of a table of amounts: a name first, words last, amounts between. Safe for a terminal. */
export type Row = readonly string[]

/** Rows under each other, the first as their head and the last as their total; as a list where a terminal is too narrow. */
export function tableLines(
  rows: readonly Row[],
  {
    style,
    width,
    marked = new Set(),
  }: {
    readonly style: Style
    /** Cells of the terminal; `undefined` where lines may be as long as they are. */
    readonly width?: number | undefined
    /** Rows that a reader must not overlook. */
    readonly marked?: ReadonlySet<Row>
  },
): readonly string[] {
  const [head = []] = rows
  const widths = head.map((_title, column) =>
    widest(rows, (row) => displayWidth(row[column] ?? '')),
  )
  const total = widths.reduce((sum, cells) => sum + cells + 3, 0)
  if (width !== undefined && total > width) {
    return asList(head, rows.slice(1), width - 2).map((line) => `  ${line}`)
  }
  return rows.map((row, at) => {
    const cells = row.map((cell, column) => {
      const gap = ' '.repeat((widths[column] ?? 0) - displayWidth(cell))
      return column === 0 || column === head.length - 1 ? `${cell}${gap}` : `${gap}${cell}`
    })
    const line = `  ${cells.join('   ').trimEnd()}`
    if (at === 0) return style.dim(line)
    if (at === rows.length - 1) return style.bold(line)
    return marked.has(row) ? style.red(line) : line
  })
}
