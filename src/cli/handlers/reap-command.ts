import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { runFleet } from '../talk/run-fleet.ts'

/** Destroys what has expired, and nothing else. */
export const reapCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> =>
  runFleet(context, line, format, { command: 'reap', goal: () => ({ kind: 'reap' }) })
