import type { Flags } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { selectsAll } from '../../definitions/selection.ts'
import { UserError } from '../../model/user-error.ts'
import type { StatusFleet } from '../../operations/read-status.ts'
import type { Context } from '../context.ts'
import { type LoadedFleet, loadFleet } from './checked-fleet.ts'
import { readDefinitions } from './definitions.ts'

/** What a status reads of files. */
export interface StatusFiles {
  /** `undefined` where there are none, or they have errors. */
  readonly fleet: StatusFleet | undefined
  /** The same for who ends what expires: then there are files, and they have no errors. */
  readonly reaped: LoadedFleet | undefined
  readonly secrets: () => readonly string[]
}

/** Reads the files that were named, or those at the default place. Only who ends what expires cannot do without them. */
export async function readStatusFiles(
  context: Context,
  settings: Settings,
  { reap }: Flags,
): Promise<StatusFiles> {
  const { cwd } = context
  if (reap === true) {
    if (settings.refresh === 'never') {
      throw new UserError('--reap has to see the account, and --refresh is never', {
        ending: 'usage',
      })
    }
    const reaped = await loadFleet(context, settings)
    const fleet = { ...reaped, cwd, coversAll: selectsAll(settings) }
    return { fleet, reaped, secrets: reaped.secrets }
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
