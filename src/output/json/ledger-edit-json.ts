import type { Holder } from '../../ledger/file-store/lock-owner.ts'
import type { ForgottenRecord } from '../../ledger/record.ts'
import type { Json } from '../../model/secret.ts'
import type { Adoption } from '../../plan/adoption.ts'
import type { Forgetting } from '../../plan/forgetting.ts'
import { decimalOf } from '../../pricing/amount-text.ts'
import { candidateJson, compact } from './plan-json.ts'

/** What `adopt` recorded, and what the account says of it, for machines. */
export const adoptedJson = (
  { record: { key, name, id, settles }, recorded, presence }: Adoption,
  notes: readonly string[],
): Json => ({
  formatVersion: '1.0',
  name: name ?? null,
  key,
  id,
  recorded,
  settled: settles,
  account:
    presence.kind === 'seen'
      ? { kind: 'seen', status: presence.instance.status }
      : { kind: 'unknown', why: presence.why },
  notes,
})

/** What `forget` dropped, and what still runs of it, for machines. */
export const forgottenJson = (
  { key, attempts }: ForgottenRecord,
  { entry, instances, candidates, unseen }: Forgetting,
): Json =>
  compact({
    formatVersion: '1.0',
    name: entry.name ?? null,
    key,
    instances: instances.map(({ owned, remote }) =>
      compact({
        id: owned.id,
        account: remote !== undefined ? 'seen' : unseen === undefined ? 'gone' : 'unseen',
        status: remote?.status,
        hourly: owned.hourly === undefined ? null : decimalOf(owned.hourly),
      }),
    ),
    attempts,
    candidates: candidates.map(candidateJson),
    why: unseen,
  })

/** Which lock `unlock` removed, for machines. */
export const unlockedJson = (lock: string, ledger: string, holder: Holder | undefined): Json => ({
  formatVersion: '1.0',
  lock,
  ledger,
  holder:
    holder === undefined
      ? null
      : {
          command: holder.command,
          user: holder.user,
          host: holder.host,
          pid: holder.pid,
          time: holder.time,
        },
})
