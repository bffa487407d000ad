import type { RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { expiresAt, type Life } from '../../definitions/life.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { Account } from './account.ts'

/**
 * When an instance has expired by our clock and by that of the service, in milliseconds since the epoch by our clock. Its
 * time counts from its creation: by the clock of the service where it tells when that was, else as the ledger tells it, else
 * from when the ledger recorded it. `skewMs`: how far the service says that its clock is ahead of ours. One of the two is
 * wrong where they differ, and nobody knows which: the later time counts, since an end cannot be taken back.
 */
export function expiryOf(
  { expires }: Pick<Life, 'expires'>,
  { since, madeAt = since }: Pick<OwnedInstance, 'since' | 'madeAt'>,
  remote: Pick<RemoteInstance, 'createdAt'> | undefined,
  skewMs = 0,
): number | undefined {
  if (expires === undefined) return undefined
  const createdAt = remote?.createdAt
  // One clock measured all of it: the other one measures the same time between.
  if (expires.kind === 'after' && createdAt === undefined) {
    return expiresAt(expires, Date.parse(madeAt))
  }
  const at = expiresAt(expires, (createdAt ?? 0) * 1000)
  return Math.max(at, at - skewMs)
}

/** The same where that time is reached. */
export function expiredAt(
  life: Life,
  owned: Pick<OwnedInstance, 'since' | 'madeAt'>,
  remote: RemoteInstance | undefined,
  { now, skewMs }: Pick<Account, 'now' | 'skewMs'>,
): number | undefined {
  const at = expiryOf(life, owned, remote, skewMs)
  return at !== undefined && at <= now ? at : undefined
}

/** From when the time of what expired then was counted; `undefined` where it expires at a point in time. */
export const countedFrom = ({ expires }: Life, expired: number): number | undefined =>
  expires?.kind === 'after' ? expired - expires.ms : undefined

/** When the last instance of an entry expired, where it is gone and the entry still says the same: it is not made again. */
export function expiredAndGone(
  { key, life }: InstanceSpec,
  gone: readonly OwnedInstance[],
  account: Account,
): number | undefined {
  const ended = (account.departedOf.get(key) ?? []).filter(
    ({ departure }) => departure.kind === 'destroyed' && departure.because === 'expired',
  )
  const last = [...gone, ...ended.map(({ owned }) => owned)]
    .sort((one, other) => Date.parse(one.since) - Date.parse(other.since))
    .at(-1)
  return last === undefined ? undefined : expiredAt(life, last, undefined, account)
}
