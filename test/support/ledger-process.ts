import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'

/** Builds the program of ledger-child.ts into a folder, since Node 20 runs no TypeScript. */
export async function buildChild(folder: string): Promise<string> {
  const outfile = join(folder, 'child.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'ledger-child.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'warning',
  })
  return outfile
}

export interface Running {
  readonly child: ChildProcess
  /** Its next line; `undefined` when it ended. */
  line(): Promise<string | undefined>
  say(word: string): void
  /** Kills it as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>
  /** Waits for its end; gives the exit code. */
  end(): Promise<number | null>
}

/** Starts a process whose lines can be read one by one; it is gone after the test. */
export function start(command: string, args: readonly string[]): Running {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return {
    child,
    async line() {
      const next = await lines.next()
      return next.done === true ? undefined : next.value
    },
    say(word) {
      child.stdin.write(`${word}\n`)
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async end() {
      await exited
      return child.exitCode
    },
  }
}
