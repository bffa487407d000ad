import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { readLedger } from '../../src/ledger/file-store/file.ts'
import { ledgerPath, serviceOf } from '../../src/ledger/file-store/ledger-path.ts'
import { EMPTY_STATE, type State, toState } from '../../src/ledger/state.ts'
import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'
import { CLI } from './run-cli.ts'
import { serviceEnv } from './service-env.ts'

/** An `apply` that runs, for tests that reach into it. */
export interface RunningApply {
  readonly child: ChildProcess
  /** Resolves once both streams together show this text. */
  said(text: string): Promise<void>
  /** How it ended. */
  end(): Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** Starts `ppi-apply apply fleet.yaml` in a folder, against a sandbox; `prefix` is what starts it, such as a shell. */
export function startApply(
  sandbox: Sandbox,
  cwd: string,
  {
    flags = ['--yes'],
    prefix = [],
  }: { flags?: readonly string[]; prefix?: readonly string[] } = {},
): RunningApply {
  return startCommand(sandbox, cwd, ['apply', 'fleet.yaml', ...flags], prefix)
}

/** The same for any command. */
export function startCommand(
  sandbox: Sandbox,
  cwd: string,
  words: readonly string[],
  prefix: readonly string[] = [],
): RunningApply {
  const [command = '', ...args] = [...prefix, process.execPath, CLI, ...words]
  const child = spawn(command, args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      TMPDIR: cwd,
      ...serviceEnv(sandbox),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const look of waiting) look()
    })
  }
  const closed = once(child, 'close')
  return {
    child,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!output.includes(text)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        child.once('close', () => reject(new Error(`it ended without "${text}": ${output}`)))
        look()
      }),
    async end() {
      const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null]
      return { code, signal, output }
    },
  }
}

/** A sandbox that is closed after the test, and its calls as they come. */
export async function sandboxWith(
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; reached(what: Partial<CallEvent>): Promise<void> }> {
  const waiting = new Set<(event: CallEvent) => void>()
  const past: CallEvent[] = []
  const sandbox = await startSandbox({
    ...options,
    onRequest: async (event) => {
      past.push(event)
      for (const look of waiting) look(event)
      await options.onRequest?.(event)
    },
  })
  onTestFinished(() => sandbox.close())
  return {
    sandbox,
    reached: (what) =>
      new Promise((resolve) => {
        const look = (event: CallEvent): void => {
          const fits = Object.entries(what).every(
            ([name, value]) => Reflect.get(event, name) === value,
          )
          if (fits) resolve()
        }
        waiting.add(look)
        for (const event of past) look(event)
      }),
  }
}

/** What the ledger of a folder says of a sandbox. */
export async function stateOf(sandbox: Sandbox, cwd: string): Promise<State> {
  const path = ledgerPath(cwd, serviceOf(new URL(sandbox.url)))
  return existsSync(path) ? toState((await readLedger(path, sandbox)).records) : EMPTY_STATE
}
