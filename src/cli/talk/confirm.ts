import type { Context } from '../context.ts'
import type { Interrupts } from './signals.ts'

/** Something that a person is asked, and the one answer that goes ahead. */
export interface Question {
  readonly text: string
  readonly answer: string
}

/** Asks on the terminal. Only the very answer goes ahead; Ctrl-C and a closed input are a no. */
export function confirm(
  { text, answer: wanted }: Question,
  { stdin, stderr }: Context,
  interrupts: Interrupts,
): Promise<boolean> {
  stderr.write(`\n${text}\n  Only ${stderr.style.bold(wanted)} goes ahead: `)
  // Loaded where somebody is asked: it takes longer than a short plan's own work.
  const { createInterface } = process.getBuiltinModule('node:readline')
  return new Promise((resolve) => {
    const reader = createInterface({ input: stdin, terminal: false })
    let answered = false
    const answer = (isYes: boolean) => {
      if (answered) return
      answered = true
      reader.close()
      stdin.pause()
      resolve(isYes)
    }
    reader.once('line', (line) => answer(line.trim() === wanted))
    reader.once('close', () => answer(false))
    // A terminal that was closed gives EIO.
    reader.once('error', () => answer(false))
    stdin.once('error', () => answer(false))
    void interrupts.first.then(() => answer(false))
  })
}
