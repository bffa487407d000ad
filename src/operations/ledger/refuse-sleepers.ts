import {
  describeProcess,
  findProcess,
  holderText,
  livenessOf,
} from '../../ledger/file-store/lock-owner.ts'
import type { LedgerRecord, LockedRecord } from '../../ledger/record.ts'
import { holderOf, unendedHolderOf } from '../../ledger/shared/held.ts'
import type { OwnProcess } from '../../model/own-process.ts'
import { UserError } from '../../model/user-error.ts'
import type { Forgetting } from '../../plan/forgetting.ts'

interface Asked {
  /** What messages call the ledger. */
  readonly label: string
  readonly own: OwnProcess
  readonly holderIsGone?: boolean
}

/**
 * Throws where an attempt is to be forgotten whose run never gave the shared ledger back: it may be asleep, and send the
 * call when it wakes. Only a person can know that it never will.
 */
export async function refuseSleepers(
  { attempts }: Pick<Forgetting, 'attempts'>,
  records: readonly LedgerRecord[],
  { label, own, holderIsGone = false }: Asked,
): Promise<void> {
  if (holderIsGone) return
  for (const { attempt } of attempts) {
    const holder = unendedHolderOf(attempt, records)
    if (holder !== undefined && !(await isDead(holder, own))) throw mayWake(holder, label)
  }
}

async function isDead(lock: LockedRecord, own: OwnProcess): Promise<boolean> {
  const self = await describeProcess(own, 'forget', new Date())
  const liveness = await livenessOf(holderOf(lock), self, (pid) => findProcess(own, pid))
  return liveness === 'dead'
}

function mayWake(lock: LockedRecord, label: string): UserError {
  return new UserError(
    `the run that sent this attempt never gave the ledger ${label} back: ${holderText(holderOf(lock))}`,
    {
      ending: 'ledger',
      nothingDone: 'changed',
      hint: 'If it sleeps, it may still send its call when it wakes, and create the instance then. Once you know that it is gone for good, on that machine: add --holder-is-gone',
    },
  )
}
