import { invocation, shellQuoted } from '../model/invocation.ts'
import { UserError } from '../model/user-error.ts'
import { inOrder } from './facts.ts'
import type { LedgerRecord } from './record.ts'

/** Whether a ledger is the place where its story goes on. */
export type Whereabouts =
  | { readonly kind: 'here' }
  /** It goes on in the ledger of this name. */
  | { readonly kind: 'moved'; readonly to: string }
  /** A copy of the ledger of this name was begun, and not ended. */
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

/** Throws where a ledger is not the place to go on: another one knows more, and to go on here would create twice. */
export function refuseElsewhere(label: string, records: readonly LedgerRecord[]): void {
  const where = whereabouts(records)
  switch (where.kind) {
    case 'here':
      return
    case 'moved':
      throw new UserError(`the ledger ${label} was moved to ${where.to}`, {
        ending: 'ledger',
        hint: `Use that one: --ledger ${shellQuoted(where.to)}, "ledger" in the configuration, or PPI_APPLY_LEDGER in the environment. To move it back: ${invocation()} ledger copy ${shellQuoted(where.to)} ${shellQuoted(label)}`,
      })
    case 'half-copied':
      throw new UserError(`the ledger ${label} is a copy of ${where.from} that was not ended`, {
        ending: 'ledger',
        hint: `End it, where both can be reached: ${invocation()} ledger copy ${shellQuoted(where.from)} ${shellQuoted(label)}`,
      })
  }
}
