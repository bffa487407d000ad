import type { Flags } from '../../config/flags.ts'
import { type NotATime, readPointInTime } from '../../definitions/expiry/point-in-time.ts'
import { meantDuration, parseDuration } from '../../model/duration.ts'
import { UserError } from '../../model/user-error.ts'

/**
 * The moment that `--since` names, in Unix seconds; `undefined` without the flag. A date is its first moment in UTC.
 * `now`: milliseconds since the epoch.
 */
export function sinceFlag({ since: text }: Flags, now: number): number | undefined {
  if (text === undefined) return undefined
  // A date without its dashes is not so many seconds.
  const ago = DATE_WITHOUT_DASHES.test(text) ? undefined : parseDuration(text)
  const at =
    ago === undefined ? readPointInTime(DATE.test(text) ? `${text}T00:00Z` : text) : now - ago
  if (typeof at === 'string') throw malformed(text, at)
  if (at > now) {
    throw new UserError(`--since ${text} is in the future`, { ending: 'usage' })
  }
  return Math.max(0, Math.floor(at / 1000))
}

const DATE = /^\d{4}-\d\d-\d\d$/
const DATE_WITHOUT_DASHES = /^\d{8}$/

function malformed(text: string, why: NotATime): UserError {
  const meant = meantDuration(text)
  return new UserError(
    `--since needs a date, a date and time with its zone, or a time ago, not "${text}"`,
    {
      ending: 'usage',
      hint: meant === undefined ? HINTS[why](text) : `write --since ${meant}`,
    },
  )
}

const HINTS = {
  malformed: () => 'as in --since 2026-11-01, --since 2026-11-01T08:00+08:00 or --since 7d',
  'without-zone': (text) => `add its zone, as in ${text}+08:00 or ${text}Z`,
  'zone-unknown': () => 'name the zone as in +08:00, Z or Asia/Shanghai',
  never: () => 'no clock shows that time',
  twice: () => 'the clocks there show that time twice; write it with its offset, as in +08:00',
} as const satisfies Record<NotATime, (text: string) => string>
