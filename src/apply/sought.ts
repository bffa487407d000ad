import type { IntentRecord } from '../ledger/record.ts'
import type { Creation } from '../plan/action.ts'
import { type Sought, soughtBy } from '../plan/attempt-matches.ts'

/**
 * What the instance of an attempt of this run is recognised by. `until`: when the call had ended, ISO 8601. Here alone
 * what was sent is known with its secrets.
 */
export const soughtNow = (intent: IntentRecord, action: Creation, until: string): Sought =>
  soughtBy(
    {
      name: intent.name,
      seen: intent.seen,
      since: intent.time,
      until,
      spec: intent.spec,
      marker: intent.marker,
      skewMs: intent.skewMs,
      limitMs: intent.limitMs,
      settleMs: intent.settleMs,
    },
    action.spec.body,
  )
