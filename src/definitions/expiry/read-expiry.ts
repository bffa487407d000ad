import { parseDuration } from '../../model/duration.ts'
import { OWN_FIELDS } from '../../schema/fields.generated.ts'
import type { Expiry } from '../life.ts'
import { type NotATime, readPointInTime } from './point-in-time.ts'

/** What is wrong with a string that is to say when instances expire. */
export type NotAnExpiry = NotATime | 'too-short' | 'too-long'

/** Reads a value of `expires` that is not empty: a duration, of which a number is the seconds, or a point in time. */
export function readExpiry(value: string | number): Expiry | NotAnExpiry {
  const text = String(value)
  const ms = parseDuration(text)
  if (ms !== undefined) {
    if (ms < 1000) return 'too-short'
    return ms > LONGEST_MS ? 'too-long' : { kind: 'after', ms, text }
  }
  const at = readPointInTime(text)
  return typeof at === 'string' ? at : { kind: 'at', at, text }
}

const LONGEST_MS = (OWN_FIELDS.expires.maximum ?? 0) * 1000
