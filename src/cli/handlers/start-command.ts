import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { runFleet } from '../talk/run-fleet.ts'

/** Starts what the ledger owns for the entries of the files. */
export const startCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> =>
  runFleet(context, line, format, { command: 'start', goal: () => ({ kind: 'start' }) })
