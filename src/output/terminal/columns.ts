import { displayWidth } from './terminal-text.ts'
import { widest } from './widest.ts'

/** Cells under each other, two spaces apart. `numbers`: the columns that are aligned at their right edge. */
export function columns(
  rows: readonly (readonly string[])[],
  numbers: ReadonlySet<number> = NONE,
): readonly string[] {
  const count = widest(rows, (row) => row.length)
  const widths = Array.from({ length: count }, (_, at) =>
    widest(rows, (row) => displayWidth(row[at] ?? '')),
  )
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const gap = ' '.repeat((widths[at] ?? 0) - displayWidth(cell))
        return numbers.has(at) ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}

const NONE: ReadonlySet<number> = new Set()
