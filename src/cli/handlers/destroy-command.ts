import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { destroyGoal, loadForDestroy } from '../input/destroy-scope.ts'
import { runFleet } from '../talk/run-fleet.ts'

/** Ends what the ledger owns for the entries of the files, or all of it, and sees each gone. */
export const destroyCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> =>
  runFleet(context, line, format, {
    command: 'destroy',
    goal: (settings) => destroyGoal(line, settings),
    load: (world, settings) => loadForDestroy(world, settings, line),
  })
