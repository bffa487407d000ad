import type { Flags } from '../../config/flags.ts'
import { UserError } from '../../model/user-error.ts'

/** The time that `--wait` gives, in milliseconds; `undefined` without the flag. */
export function waitBudget({ wait }: Flags): number | undefined {
  if (wait === undefined) return undefined
  if (!/^\d+(\.\d+)?$/.test(wait) || Number(wait) > MOST_SECONDS) {
    throw new UserError(`--wait needs a number of seconds up to ${MOST_SECONDS}, not "${wait}"`, {
      ending: 'usage',
      hint: 'as in --wait=300; without a number it is 600',
    })
  }
  return Number(wait) * 1000
}

/** A day: a longer wait is a mistake of units. */
const MOST_SECONDS = 86_400
