import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { showHoldings } from '../talk/show-holdings.ts'

/** Shows the networks by their ids. Changes nothing. */
export const networksCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> => showHoldings({ kind: 'networks' }, context, line, format)
