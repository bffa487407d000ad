import { diagnose } from '../../diagnostics/diagnostic.ts'
import { meantDuration } from '../../model/duration.ts'
import { nearest } from '../../model/nearest.ts'
import { isBroughtSecret } from '../validation/describe-value.ts'
import { describeAt, type Rule } from '../validation/rule.ts'
import { locationAt } from '../validation/value-location.ts'
import type { Path } from '../value-path.ts'
import { readDay } from './day.ts'
import { type NotAnExpiry, readExpiry } from './read-expiry.ts'

/** `expires` is a duration or a point in time. Empty, it takes away what `defaults` say. */
export const expiryIsATime: Rule = (draft, report) => {
  const { expires } = draft.value
  if ((typeof expires !== 'string' && typeof expires !== 'number') || expires === '') return
  const fault = readExpiry(expires)
  if (typeof fault !== 'string') return
  const isSecret = isBroughtSecret(draft.definition, PATH, draft.expansions)
  const meant = isSecret ? undefined : meantBy(String(expires), fault)
  const args = { ...describeAt(draft, PATH), fault, meant }
  report(diagnose('expires-invalid', locationAt(draft.definition, PATH), args))
}

/** `paidUntil` is a day; its form the schema knows. */
export const paidUntilIsADay: Rule = (draft, report) => {
  const { paidUntil } = draft.value
  if (typeof paidUntil !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(paidUntil)) return
  if (readDay(paidUntil) !== undefined) return
  const path = ['paidUntil']
  const place = locationAt(draft.definition, path)
  report(diagnose('paid-until-invalid', place, describeAt(draft, path)))
}

const PATH: Path = ['expires']

/** What to write instead; `undefined` where nobody knows. */
function meantBy(text: string, fault: NotAnExpiry): string | undefined {
  switch (fault) {
    case 'malformed':
      return meantDuration(text)
    case 'without-zone':
      return text.includes(':') ? `${text}Z` : `${text}T00:00Z`
    case 'zone-unknown':
      return withNearestZone(text)
    default:
      return undefined
  }
}

function withNearestZone(text: string): string | undefined {
  const zone = /[A-Za-z_/]+$/.exec(text)?.[0] ?? ''
  const known = nearest(zone, ['UTC', 'GMT', ...Intl.supportedValuesOf('timeZone')])
  return known === undefined ? undefined : text.slice(0, -zone.length) + known
}
