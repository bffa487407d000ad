import { readDay } from './expiry/day.ts'
import { readExpiry } from './expiry/read-expiry.ts'
import { type Expiry, type Life, REPLACE_BY } from './life.ts'
import type { CastValue, UnvalidatedEntry } from './validation/cast.ts'

/** What a valid draft says of the life of its instances. */
export function toLife({ value }: UnvalidatedEntry): Life {
  const { protect, desiredStatus, replaceBy, paidUntil, expires } = value
  return {
    protect: typeof protect === 'boolean' ? protect : undefined,
    desiredStatus:
      desiredStatus === 'running' || desiredStatus === 'stopped' ? desiredStatus : undefined,
    replaceBy: REPLACE_BY.find((each) => each === replaceBy),
    paidUntil: typeof paidUntil === 'string' ? readDay(paidUntil) : undefined,
    expires: toExpiry(expires),
  }
}

function toExpiry(value: CastValue | undefined): Expiry | undefined {
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return undefined
  const expiry = readExpiry(value)
  if (typeof expiry === 'string') throw new Error('an entry that expires at no time is not valid')
  return expiry
}
