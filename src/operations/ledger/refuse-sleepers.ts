import {
  describeProcess,
  findProcess,
  holderText,
  livenessOf,
} from '../../ledger/file-store/lock-owner.ts'
import type { LedgerRecord } from '../../ledger/record.ts'
import { holderOf } from '../../ledger/shared/held.ts'
import { type Sender, unendedSenders } from '../../ledger/shared/senders.ts'
import type { OpenAttempt } from '../../ledger/state.ts'
import type { OwnProcess } from '../../model/own-process.ts'
import { UserError } from '../../model/user-error.ts'

interface Asked {
  /** What messages call the ledger. */
  readonly label: string
  readonly own: OwnProcess
  readonly holderIsGone?: boolean
  /** What a person does who knows that the run is gone; ends a sentence. */
  readonly onceGone?: string
}

/**
 * Throws where an attempt is to be closed whose run never gave its shared ledger back, be that this one or one that this is
 * a copy of: it may be asleep, and send the call when it wakes. Only a person can know that it never will.
 */
export async function refuseSleepers(
  { attempts }: { readonly attempts: readonly Pick<OpenAttempt, 'attempt'>[] },
  records: readonly LedgerRecord[],
  { label, own, holderIsGone = false, onceGone = 'add --holder-is-gone' }: Asked,
): Promise<void> {
  if (holderIsGone) return
  const senders = unendedSenders(records)
  for (const { attempt } of attempts) {
    const sender = senders.get(attempt)
    if (sender !== undefined && !(await isDead(sender, own))) {
      throw mayWake(sender, label, onceGone)
    }
  }
}

/**
 * The attempts of which no marker shows that they made what carries this one: the call of each may be unsent, should the run
 * that was to send it be asleep. `marker`: of an instance; `undefined` where it has none, or nobody knows.
 */
export const notMadeBy = <Attempt extends Pick<OpenAttempt, 'marker'>>(
  attempts: readonly Attempt[],
  marker: string | undefined,
): readonly Attempt[] =>
  attempts.filter((attempt) => attempt.marker === undefined || attempt.marker !== marker)

async function isDead(sender: Sender, own: OwnProcess): Promise<boolean> {
  const self = await describeProcess(own, 'forget', new Date())
  const liveness = await livenessOf(holderOf(sender), self, (pid) => findProcess(own, pid))
  return liveness === 'dead'
}

function mayWake(sender: Sender, label: string, onceGone: string): UserError {
  const held = sender.type === 'sender' ? sender.ledger : label
  return new UserError(
    `the run that sent this attempt never gave the ledger ${held} back: ${holderText(holderOf(sender))}`,
    {
      ending: 'ledger',
      nothingDone: 'changed',
      hint: `If it sleeps, it may still send its call when it wakes, and create the instance then. Once you know that it is gone for good, on that machine: ${onceGone}`,
    },
  )
}
