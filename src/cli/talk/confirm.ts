import type { Context } from '../context.ts'
import type { Interrupts } from './signals.ts'

/** Asks on the terminal. Only the word `yes` is a yes; Ctrl-C and a closed input are a no. */
export function confirm(
  question: string,
  { stdin, stderr }: Context,
  interrupts: Interrupts,
): Promise<boolean> {
  stderr.write(`\n${question}\n  Only ${stderr.style.bold('yes')} goes ahead: `)
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
    reader.once('line', (line) => answer(line.trim() === 'yes'))
    reader.once('close', () => answer(false))
    // A terminal that was closed gives EIO.
    reader.once('error', () => answer(false))
    stdin.once('error', () => answer(false))
    void interrupts.first.then(() => answer(false))
  })
}
