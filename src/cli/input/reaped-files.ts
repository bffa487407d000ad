import type { CommandLine } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import { isReadOnce } from '../../config/variable-file.ts'
import { UserError } from '../../model/user-error.ts'
import type { Context } from '../context.ts'
import { errorFree, type LoadedFleet, readFleet, showFindings } from './checked-fleet.ts'

/** What says which instances expire, and how a run may end them. */
export interface ReapedBy {
  readonly settings: Settings
  readonly fleet: LoadedFleet
}

/** The files by which a watch ends what expires: somebody may change them while it goes on. */
export interface ReapedFiles {
  /** As they were read last without an error. */
  readonly latest: () => ReapedBy
  /**
   * Reads them again, the config and the variable files too. Throws a `UserError` for what is wrong with them: nothing may
   * be ended by them then. What comes from standard input or from an open pipe is there once, and stays as it was.
   */
  readonly readAgain: () => Promise<ReapedBy>
}

/** Reads the files, and shows the findings. Throws a `UserError`: who ends what expires cannot do without them. */
export async function openReapedFiles(
  context: Context,
  line: CommandLine,
  settings: Settings,
): Promise<ReapedFiles> {
  const { cwd } = context
  let input: ReturnType<Context['readStdin']> | undefined
  const readStdin: Context['readStdin'] = (mostBytes) => (input ??= context.readStdin(mostBytes))
  const variables = line.flags['var-file']?.some(isReadOnce) ? settings.variables : undefined
  refuseBlind(settings)
  const first = await readFleet({ cwd, readStdin }, settings)
  showFindings(context, first)
  let latest: ReapedBy = { settings, fleet: errorFree(first, settings) }
  return {
    latest: () => latest,
    async readAgain() {
      const now = await loadSettings(line, context, variables)
      refuseBlind(now)
      const fleet = errorFree(await readFleet({ cwd, readStdin }, now), now)
      latest = { settings: now, fleet }
      return latest
    },
  }
}

function refuseBlind({ refresh }: Settings): void {
  if (refresh !== 'never') return
  throw new UserError('--reap has to see the account, and --refresh is never', { ending: 'usage' })
}
