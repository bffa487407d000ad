import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import type { Context } from '../context.ts'
import { showHoldings } from '../talk/show-holdings.ts'

/** Shows the images by their ids. Changes nothing. */
export const imagesCommand = (
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> =>
  showHoldings(
    { kind: 'images', type: line.flags.private === true ? 'private' : 'base' },
    context,
    line,
    format,
  )
