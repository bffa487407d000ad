import { invocation, shellQuoted } from '../model/invocation.ts'
import { UserError } from '../model/user-error.ts'
import { inOrder } from './facts.ts'
import type { LedgerLocation } from './ledger-location.ts'
import type { LedgerRecord } from './record.ts'

/** Whether a ledger is the place where its story goes on. */
export type Whereabouts =
  | { readonly kind: 'here' }
  /** It goes on in the ledger of this address. */
  | { readonly kind: 'moved'; readonly to: string }
  /** A copy of the ledger of this address was begun, and not ended. */
  | { readonly kind: 'half-copied'; readonly from: string }

/** What the last `copied` line says. */
export function whereabouts(records: readonly LedgerRecord[]): Whereabouts {
  const last = inOrder(records.filter(({ type }) => type === 'copied')).at(-1)
  if (last?.type !== 'copied') return { kind: 'here' }
  switch (last.way) {
    case 'to':
      return { kind: 'moved', to: last.ledger }
    case 'begun':
      return { kind: 'half-copied', from: last.ledger }
    case 'from':
      return { kind: 'here' }
  }
}

/** Whether a person trusts what is kept at an address (`Settings.trusts`). */
export type Trusts = (address: string) => boolean

/**
 * Whether a message may send a person to the ledger that a line names. The line may be part of a checkout, and whoever wrote
 * it must not choose where a password goes: only a file, a remote of the clone, or what the person trusts.
 */
export const mayBeAdvised = (address: string, trusts: Trusts): boolean =>
  !/^(?:git:)?[a-z0-9+.-]+:\/\//i.test(address) || trusts(address)

/** Whether two addresses are of one ledger, whoever connects to it. */
export const isSameLedger = (one: string, other: string): boolean =>
  withoutUser(one) === withoutUser(other)

const withoutUser = (address: string): string =>
  address.replace(/^((?:git:)?[a-z0-9+.-]+:\/\/)[^@/?#]*@/i, '$1')

/** What to do about an address that may not be advised. */
export const ADVISED_BY_A_LINE =
  'That address is what a line of the ledger says, which may be part of a checkout, and it is not on your trust list. If you know it as your own, name it: with --ledger, "ledger" in the configuration, or PPI_APPLY_LEDGER in the environment. If you do not, ask who wrote that line: a password goes where the address of a ledger leads.'

/** Throws where a ledger is not the place to go on: another one knows more, and to go on here would create twice. */
export function refuseElsewhere(
  { label, address }: Pick<LedgerLocation, 'label' | 'address'>,
  records: readonly LedgerRecord[],
  trusts: Trusts,
): void {
  const where = whereabouts(records)
  switch (where.kind) {
    case 'here':
      return
    case 'moved':
      throw new UserError(`the ledger ${label} was moved to ${where.to}`, {
        ending: 'ledger',
        hint: mayBeAdvised(where.to, trusts)
          ? `Use that one: --ledger ${shellQuoted(where.to)}, "ledger" in the configuration, or PPI_APPLY_LEDGER in the environment. To move it back: ${invocation()} ledger copy ${shellQuoted(where.to)} ${shellQuoted(address)}`
          : ADVISED_BY_A_LINE,
      })
    case 'half-copied':
      throw new UserError(`the ledger ${label} is a copy of ${where.from} that was not ended`, {
        ending: 'ledger',
        hint: mayBeAdvised(where.from, trusts)
          ? `End it, where both can be reached: ${invocation()} ledger copy ${shellQuoted(where.from)} ${shellQuoted(address)}`
          : `If you know that ledger as your own, end the copy where both can be reached: ${invocation()} ledger copy FROM ${shellQuoted(address)}`,
      })
  }
}
