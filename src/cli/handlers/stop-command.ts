import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { runFleet } from '../talk/run-fleet.ts'

/** Stops what the ledger owns for the entries of the files. */
export const stopCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> =>
  runFleet(context, line, format, { command: 'stop', goal: () => ({ kind: 'stop' }) })
