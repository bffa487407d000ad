import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Checked, outputFaults } from './checked-output.ts'

export const CLI = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

export interface Run {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Another build than ours. */
  readonly cli?: string | undefined
  /** More may come on standard input, but never does. */
  readonly holdStdin?: boolean
  /** Gets the child as soon as it runs, for signals. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void
}

/**
 * Runs the built program as a user would: a process of its own, with nothing of our environment but the path. Fails when
 * what a machine reads of it is not what the published schemas say.
 */
export function runCli(args: readonly string[], options: RunOptions): Promise<Run> {
  const child = spawn(process.execPath, [options.cli ?? CLI, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: options.cwd, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.on('error', () => {})
  child.stdin.write(options.stdin ?? '')
  if (options.holdStdin !== true) child.stdin.end()
  options.onStart?.(child)
  const ended = new Promise<Run>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return ended.then((run) =>
    checked(run, { args, cwd: options.cwd, isCut: !child.stdout.readableEnded }),
  )
}

/** The same run, if what a machine reads of it is what the published schemas say; else it throws. */
export function checked(run: Run, asked: Pick<Checked, 'args' | 'cwd' | 'isCut'>): Run {
  const { code, stdout, stderr } = run
  const faults = outputFaults({ ...asked, code, stdout })
  if (faults.length === 0) return run
  throw new Error(`${asked.args.join(' ')}\n${faults.join('\n')}\n${stdout}\n${stderr}`)
}
