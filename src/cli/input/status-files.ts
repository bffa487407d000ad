import type { CommandLine } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { selectsAll } from '../../definitions/selection.ts'
import type { StatusFleet } from '../../operations/read-status.ts'
import type { Context } from '../context.ts'
import { readDefinitions } from './definitions.ts'
import { openReapedFiles, type ReapedBy, type ReapedFiles } from './reaped-files.ts'

/** What a status reads of files. */
export interface StatusFiles {
  /** `undefined` where there are none, or they have errors. */
  readonly fleet: StatusFleet | undefined
  /** The same for who ends what expires: then there are files, and they have no errors. */
  readonly reaped: ReapedFiles | undefined
  readonly secrets: () => readonly string[]
}

/** Reads the files that were named, or those at the default place. Only who ends what expires cannot do without them. */
export async function readStatusFiles(
  context: Context,
  settings: Settings,
  line: CommandLine,
): Promise<StatusFiles> {
  const { cwd } = context
  if (line.flags.reap === true) {
    const reaped = await openReapedFiles(context, line, settings)
    const latest = reaped.latest()
    return { fleet: statusFleetOf(latest, cwd), reaped, secrets: latest.fleet.secrets }
  }
  const definitions = await readDefinitions(context, settings)
  const { secrets } = definitions
  if (definitions.kind === 'read') {
    return { fleet: { ...definitions, cwd, coversAll: true }, reaped: undefined, secrets }
  }
  if (definitions.kind === 'invalid') {
    context.stderr.write('The files have errors, so what is in none of them is not shown.\n')
  }
  return { fleet: undefined, reaped: undefined, secrets }
}

/** What a status takes from the files of a watch that ends what expires. */
export const statusFleetOf = ({ settings, fleet }: ReapedBy, cwd: string): StatusFleet => ({
  ...fleet,
  cwd,
  coversAll: selectsAll(settings),
})
