import type { CommandLine } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { nextCommand } from '../../output/text/next-command.ts'
import type { Goal } from '../../plan/decide/goal.ts'
import type { Context } from '../context.ts'
import { type LoadedFleet, loadFleet } from './checked-fleet.ts'
import { readDefinitions } from './definitions.ts'

/** What a command line that ends instances is about. */
export function destroyGoal({ flags }: CommandLine, { only, exclude }: Settings): Goal {
  return flags['all-owned'] === true
    ? { kind: 'destroy', scope: 'all-owned', selection: { only, exclude } }
    : { kind: 'destroy', scope: 'files' }
}

/** What the ledger holds can be ended without the files; where there are some, they say what is still defined. */
export async function loadForDestroy(
  context: Context,
  settings: Settings,
  { flags, args }: CommandLine,
): Promise<LoadedFleet> {
  if (flags['all-owned'] !== true) {
    return loadFleet(context, settings, (pattern) => {
      const line = { flags: { ...flags, only: [pattern] }, args }
      return `what the ledger holds and no file has: ${nextCommand('destroy', ['--all-owned'], line)}`
    })
  }
  const definitions = await readDefinitions(context, settings)
  const { secrets, blank } = definitions
  const isRead = definitions.kind === 'read'
  return {
    specs: isRead ? definitions.specs : [],
    files: isRead ? definitions.files : [],
    diagnostics: [],
    variables: [],
    blank,
    secrets,
    limits: settings.limits,
  }
}
