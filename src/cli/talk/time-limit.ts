import type { Flags } from '../../config/flags.ts'
import { UserError } from '../../model/user-error.ts'

/** The time that a flag such as `--wait` gives, in milliseconds; `undefined` without the flag. */
export function timeLimit(flags: Flags, name: 'wait' | 'until-running'): number | undefined {
  const seconds = flags[name]
  if (seconds === undefined) return undefined
  if (!/^\d+(\.\d+)?$/.test(seconds) || Number(seconds) > MAX_SECONDS) {
    throw new UserError(
      `--${name} needs a number of seconds up to ${MAX_SECONDS}, not "${seconds}"`,
      {
        ending: 'usage',
        hint: `as in --${name}=300; without a number it is 600`,
      },
    )
  }
  return Number(seconds) * 1000
}

/** A day: a longer wait is a mistake of units. */
const MAX_SECONDS = 86_400
