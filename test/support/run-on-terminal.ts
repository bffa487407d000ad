import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { CLI } from './run-cli.ts'

/** The program on a terminal of its own, for tests that watch and type. */
export interface TerminalRun {
  /** Resolves with all output so far once it has this text. */
  said(text: string): Promise<string>
  type(keys: string): void
  /** Everything that came out, and how it ended. */
  readonly end: Promise<{ readonly code: number | null; readonly output: string }>
}

/** Runs a command line on a real terminal, which `script` of the util-linux package opens. */
export function runOnTerminal(
  args: readonly string[],
  {
    cwd,
    env = {},
    columns = 80,
    stdoutInto,
  }: {
    readonly cwd: string
    readonly env?: Readonly<Record<string, string>>
    readonly columns?: number
    /** Standard output goes to this file instead. */
    readonly stdoutInto?: string
  },
): TerminalRun {
  const words = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(' ')
  const line = stdoutInto === undefined ? words : `${words} > '${stdoutInto}'`
  const command = `stty cols ${columns} -echo; ${line}`
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  const waiting = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    for (const look of waiting) look()
  })
  const end = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
  return {
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return
          waiting.delete(look)
          resolve(output)
        }
        waiting.add(look)
        void end.then(() => reject(new Error(`it ended without "${text}": ${output}`)))
        look()
      }),
    type: (keys) => {
      child.stdin.write(keys)
    },
    end,
  }
}
