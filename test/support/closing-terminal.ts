import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { CLI } from './run-cli.ts'

/** Whether terminals can be opened here: `script` of util-linux; that of BSD and macOS takes other arguments. */
export const hasTerminals: boolean = spawnSync('script', ['--version'], {
  encoding: 'utf8',
}).stdout?.includes('util-linux')

/** The program at a terminal that the test closes. */
export interface ClosingTerminal {
  close(): void
  /** The exit code of the program, once it has ended. */
  readonly code: Promise<string>
}

/** Runs the program at a terminal, and gives this answer to each question. */
export function atClosingTerminal(
  args: readonly string[],
  {
    cwd,
    env,
    answer,
  }: {
    readonly cwd: string
    readonly env: Readonly<Record<string, string>>
    readonly answer: string
  },
): ClosingTerminal {
  // The shell outlives its terminal to tell how the program ended, and passes the hang-up on as a login shell does.
  const program = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(' ')
  const line = `trap 'kill -HUP $p' HUP; exec 3<&0; ${program} <&3 & p=$!; wait $p; c=$?; [ $c = 129 ] && { wait $p; c=$?; }; echo $c > code`
  const terminal = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => {
    terminal.kill('SIGKILL')
  })
  let screen = ''
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (screen.includes('goes ahead')) {
      screen = ''
      terminal.stdin.write(`${answer}\n`)
    }
  })
  return { close: () => terminal.kill('SIGKILL'), code: written(cwd, 'code') }
}

/** Resolves with the text of a file once a line is in it. */
function written(folder: string, name: string): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      try {
        const text = readFileSync(join(folder, name), 'utf8')
        if (text.endsWith('\n')) resolve(text.trim())
      } catch {
        // Not there yet.
      }
    }
    const watcher = watch(folder, look)
    onTestFinished(() => watcher.close())
    look()
  })
}
