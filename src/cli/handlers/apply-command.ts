import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { runFleet } from '../talk/run-fleet.ts'

/** Makes true what the files say: creates in order, and does what was allowed. */
export const applyCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> =>
  runFleet(context, line, format, {
    command: 'apply',
    goal: ({ allow }) => ({
      kind: 'apply',
      prune: line.flags.prune === true,
      endsExpired: allow.has('destroy'),
      undoesDrift: allow.has('drift'),
      dropsForeignEnvs: line.flags['drop-foreign-envs'] === true,
    }),
  })
