import { FLAGS, type FlagKind, type Flags } from '../../config/flags.ts'
import { meantDuration, parseDuration } from '../../model/duration.ts'
import { UserError } from '../../model/user-error.ts'

/** The time that a flag such as `--wait` gives, in milliseconds; `undefined` without the flag. */
export function timeLimit(
  flags: Flags,
  name: 'wait' | 'until-running' | 'until-available' | 'lock-timeout',
): number | undefined {
  const { alone }: FlagKind = FLAGS[name]
  const text = flags[name]
  if (text === undefined) return undefined
  const ms = parseDuration(text)
  if (ms !== undefined && ms <= MAX_MS) return ms
  const meant = meantDuration(text)
  throw new UserError(`--${name} needs a time up to 24h, such as 45s or 5m, not "${text}"`, {
    ending: 'usage',
    hint:
      ms !== undefined || meant === undefined
        ? `as in --${name}=5m; a number is seconds${alone === undefined ? '' : `, and without a time it is ${alone.means}`}`
        : `write --${name}=${meant}`,
  })
}

/** A longer wait is a mistake of units. */
const MAX_MS = 86_400_000
