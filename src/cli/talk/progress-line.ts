import { cutTo } from '../../output/terminal/terminal-text.ts'

/** The last line of a terminal, rewritten in place while something is waited for. What is printed is above it. */
export interface LiveLine {
  /** Shows what `text` gives for so many cells, again and again, instead of what was shown before. */
  show(text: (width: number) => string): void
  /** Shows nothing any more. */
  hide(): void
}

/** What the owner of the streams does as well, so that nothing is ever printed into the line or behind it. */
export interface OwnedLiveLine extends LiveLine {
  /** To be called before text is written to the same terminal. */
  makeWay(text: string): void
}

/** The part of a terminal that is needed here. */
export interface Terminal {
  readonly columns: number
  write(text: string): unknown
}

/** What is over sooner needs no words. */
const MOMENT_MS = 300

/** Ten times a second is as often as anyone can read. */
const BETWEEN_MS = 100

/** Terminals that follow East Asian rules draw `…` two cells wide, and the last cell of a line wraps. */
const SPARE_CELLS = 2

/** Whether a stream gets a live line: a terminal that can move its cursor, a reader who wants words, and no log. */
export const wantsLiveLine = ({
  isTTY,
  env,
  quiet,
  format,
}: {
  readonly isTTY: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly quiet: boolean
  readonly format: string | undefined
}): boolean => isTTY && env.TERM !== 'dumb' && (env.CI ?? '') === '' && !quiet && format !== 'json'

/** A live line on a terminal. It keeps no process alive. */
export function liveLine(terminal: Terminal): OwnedLiveLine {
  let text: ((width: number) => string) | undefined
  let timer: NodeJS.Timeout | undefined
  let since = 0
  let drawn: string | undefined
  let isLineStart = true
  // Carriage return, then the rest of the line is cleared (ECMA-48 EL).
  const erase = () => {
    if (drawn === undefined) return
    drawn = undefined
    terminal.write('\r\u001b[K')
  }
  const draw = () => {
    if (text === undefined || !isLineStart || performance.now() - since < MOMENT_MS) return
    // A terminal that does not know its size says 0.
    const columns = terminal.columns > 0 ? terminal.columns : 80
    const width = Math.max(1, columns - SPARE_CELLS)
    const line = cutTo(text(width), width)
    if (line === drawn) return
    drawn = line
    terminal.write(`\r${line}\u001b[K`)
  }
  return {
    show(words) {
      if (text === undefined) {
        since = performance.now()
        // After a question it is the Enter of the answer that ended the line.
        isLineStart = true
        timer = setInterval(draw, BETWEEN_MS).unref()
      }
      text = words
    },
    hide() {
      text = undefined
      clearInterval(timer)
      erase()
    },
    makeWay(next) {
      if (next === '') return
      erase()
      isLineStart = next.endsWith('\n')
    },
  }
}
