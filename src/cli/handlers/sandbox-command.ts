import { once } from 'node:events'
import { join, resolve } from 'node:path'
import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { findProject } from '../../ledger/file-store/project.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { wrapTo } from '../../output/terminal/wrap-text.ts'
import { aboutText } from '../../sandbox/fidelity.ts'
import { startSandbox } from '../../sandbox/server.ts'
import type { LimitSet } from '../../schema/limit-sets.ts'
import { type Context, wrapWidth } from '../context.ts'
import { readFaultsFile } from '../input/faults-file.ts'
import { SANDBOX_FOLDER } from '../input/open-target.ts'
import { faultsText } from '../talk/faults-text.ts'
import { handleSignals } from '../talk/signals.ts'

/** Serves until a signal comes. Instances are kept where `--sandbox` of the other commands keeps them. */
export async function sandboxCommand(
  context: Context,
  { flags }: CommandLine,
): Promise<ExitStatus> {
  if (flags['explain-faults'] === true) {
    context.stdout.write(wrapTo(faultsText(context.stdout.style), wrapWidth(context.stdout)))
    return 'done'
  }
  const ending = new AbortController()
  const interrupts = handleSignals(() => ending.abort())
  try {
    const { port = 0, faults: faultsFile, dir } = flags
    const { configPath, limits } = await loadSettings({ flags, args: [] }, context)
    const ofProject = () => join(findProject(context.cwd, configPath).folder, SANDBOX_FOLDER)
    return await serveSandbox({
      port,
      dir: dir === undefined ? ofProject() : resolve(context.cwd, dir),
      limits,
      faultsFile,
      stdout: context.stdout,
      signal: ending.signal,
    })
  } finally {
    interrupts.release()
  }
}

export interface ServeSandbox {
  /** 0 for any free port. */
  readonly port: number
  /** Where instances are kept; `undefined` for memory only. */
  readonly dir: string | undefined
  /** How many variables an instance may have. */
  readonly limits?: LimitSet
  /** A fault script, YAML or JSON. */
  readonly faultsFile: string | undefined
  readonly stdout: { write(text: string): unknown }
  /** Ends the sandbox. */
  readonly signal: AbortSignal
}

/** Runs the sandbox until the signal aborts. Prints where it is, what to export, and how sure it is of itself. */
export async function serveSandbox(command: ServeSandbox): Promise<ExitStatus> {
  const { port, dir, limits, faultsFile, stdout, signal } = command
  const faults = faultsFile === undefined ? [] : await readFaultsFile(faultsFile)
  const sandbox = await startSandbox({
    port,
    faults,
    ...(dir === undefined ? {} : { dir }),
    ...(limits === undefined ? {} : { limits }),
  })
  try {
    stdout.write(
      [
        `Sandbox at ${sandbox.url}, instances ${dir === undefined ? 'in memory' : `in ${dir}`}`,
        ...(faults.length === 0 ? [] : [`${faults.length} fault rules from ${faultsFile}`]),
        '',
        `  export PPIO_API_KEY=${sandbox.apiKey}`,
        `  export PPIO_BASE_URL=${sandbox.url}`,
        '',
        `${aboutText()}`,
        'Ctrl-C ends it.',
        '',
      ].join('\n'),
    )
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await sandbox.close()
  }
  return 'done'
}
