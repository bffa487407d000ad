import { shellQuoted } from '../../model/invocation.ts'
import { UserError } from '../../model/user-error.ts'
import { type Holder, holderText } from '../file-store/lock-owner.ts'
import { LedgerBusy } from '../ledger-lock.ts'
import type { LockedRecord } from '../record.ts'
import { holderOf } from './held.ts'
import type { Sign, Verdict } from './take-over.ts'

/** Another run holds the ledger. */
export function busy(
  label: string,
  { by, watchMs, ...sign }: Extract<Verdict, { kind: 'held' }>,
  unlockWith: (id: string) => string = (id) => `ppi-apply unlock ${shellQuoted(id)}`,
): LedgerBusy {
  const { seen, free } = signText(sign, by.leaseMs)
  return new LedgerBusy(`the ledger ${label} is in use by ${holderText(holderOf(by))}; ${seen}`, {
    ending: 'ledger',
    watchMs,
    hint: `Wait until it ends, or let this run wait for it: --lock-timeout 5m. ${free}: nobody has to unlock it. By hand, once that run is gone: ${unlockWith(by.lock)}`,
  })
}

function signText(
  { ageMs, agesFrom, saidAt }: Sign,
  leaseMs: number,
): { readonly seen: string; readonly free: string } {
  switch (agesFrom) {
    case 'its clock':
      return {
        seen: `last sign of life ${ago(ageMs)}`,
        free: `Without another sign of life it can be taken over in ${seconds(leaseMs - ageMs)}`,
      }
    case 'the first look':
      return {
        seen:
          saidAt === undefined
            ? `no other sign of life in the ${seconds(ageMs)} since this run began to look`
            : `last sign of life at ${new Date(saidAt).toISOString()} by the clock of its machine, and no other in the ${seconds(ageMs)} since this run saw it`,
        free: `A run that sees none for ${seconds(leaseMs)} takes it over, and waits for that with --lock-timeout ${Math.ceil(leaseMs / 1000) + SPARE_S}`,
      }
  }
}

/** A person wants to unlock what is in use. */
export const stillAlive = (ageMs: number, by: LockedRecord): UserError =>
  new UserError(
    `the run that holds the lock ${by.lock} gave a sign of life ${ago(ageMs)}: ${holderText(holderOf(by))}`,
    {
      ending: 'ledger',
      hint: `Wait until it ends, or end it there. Without another sign of life its lock can be taken over in ${seconds(by.leaseMs - ageMs)}, without "unlock".`,
    },
  )

/** Another run has this run's place. */
export const takenOver = (label: string, by: Holder | undefined): UserError =>
  new UserError(
    `the ledger ${label} was taken over by ${by === undefined ? 'another run' : holderText(by)}, while this run gave no sign of life`,
    {
      ending: 'ledger',
      hint: 'This run sends nothing more. Wait until that one ends, then run the command again: it goes on from what the ledger says.',
    },
  )

/** The store would let two runs write to one place. */
export const unfit = (label: string, why: string): UserError =>
  new UserError(`the ledger ${label} cannot keep two runs apart: ${why}`, { ending: 'ledger' })

/** More than a look takes. */
const SPARE_S = 30

const seconds = (ms: number): string => `${Math.max(1, Math.ceil(ms / 1000))} s`

const ago = (ms: number): string => `${Math.max(0, Math.floor(ms / 1000))} s ago`
