import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { exitCode } from '../exit-code.ts'
import { aboutText } from '../sandbox/about.ts'
import type { FaultRule } from '../sandbox/faults.ts'
import { readFaults } from '../sandbox/read-faults.ts'
import { startSandbox } from '../sandbox/server.ts'
import { UserError } from '../user-error.ts'

export interface SandboxCommand {
  /** 0 for any free port. */
  readonly port: number
  /** Where instances are kept; `undefined` for memory only. */
  readonly dir: string | undefined
  /** A fault script, YAML or JSON. */
  readonly faultsFile: string | undefined
  readonly stdout: Writable
  /** Ends the sandbox. */
  readonly signal: AbortSignal
}

/** Runs the sandbox until the signal aborts. Prints where it is, what to export, and how sure it is of itself. */
export async function sandboxCommand(command: SandboxCommand): Promise<number> {
  const { port, dir, faultsFile, stdout, signal } = command
  const faults = faultsFile === undefined ? [] : await readFaultsFile(faultsFile)
  const sandbox = await startSandbox({ port, faults, ...(dir === undefined ? {} : { dir }) })
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
  return exitCode('done')
}

async function readFaultsFile(path: string): Promise<readonly FaultRule[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`The fault script ${path} cannot be read: ${cause.code}`, { cause })
  })
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    throw new UserError(`The fault script ${path} is not YAML: ${error.message}`)
  }
  const read = readFaults(document.toJS())
  if (read.problems !== undefined) {
    throw new UserError(`The fault script ${path} has mistakes: ${read.problems.join('; ')}`, {
      hint: 'A rule is {on: operation, when: {nth, name, times, probability, seed}, do: {fault: …}}.',
    })
  }
  return read.rules
}
