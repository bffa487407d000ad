import type { CommandLine } from '../../../config/flags.ts'
import type { EntryKey } from '../../../definitions/instance-spec.ts'
import { onlyThis } from '../plan/ways/typed-commands.ts'

/** An entry of the ledger, and whether a file of the run has it. */
interface Entry {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly inFiles: boolean | undefined
}

/**
 * A command about this entry and no other, as it can be typed; `undefined` where none can say so (`onlyThis`). Only
 * `destroy` knows what is in no file.
 */
export function commandForThis(
  command: 'apply' | 'destroy' | 'reap' | 'start' | 'stop',
  entry: Entry,
  commandLine: CommandLine,
): string | undefined {
  if (entry.inFiles === true) return onlyThis(command, entry, commandLine)?.typed
  return command === 'destroy'
    ? onlyThis(command, entry, commandLine, ['--all-owned'])?.typed
    : undefined
}
