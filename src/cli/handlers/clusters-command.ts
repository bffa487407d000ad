import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { showHoldings } from '../talk/show-holdings.ts'

/** Shows the clusters by their ids. Changes nothing. */
export const clustersCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> => showHoldings({ kind: 'clusters' }, context, line, format)
