import { encode } from '../../ledger/codec.ts'
import type { LedgerContents, LedgerLocation } from '../../ledger/ledger-location.ts'
import { isKeeping, type LedgerRecord } from '../../ledger/record.ts'
import {
  ADVISED_BY_A_LINE,
  isSameLedger,
  mayBeAdvised,
  type Trusts,
  type Whereabouts,
  whereabouts,
} from '../../ledger/whereabouts.ts'
import { invocation, shellQuoted } from '../../model/invocation.ts'
import { UserError } from '../../model/user-error.ts'

interface Both {
  readonly source: Pick<LedgerContents, 'exists' | 'records'>
  readonly target: Pick<LedgerContents, 'records'>
  readonly trusts: Trusts | undefined
}

/** Throws where one ledger cannot be moved to another: it is not there, not whole, elsewhere by now, or not of one story. */
export function refuseUnfit(
  from: LedgerLocation,
  to: LedgerLocation,
  { source, target, trusts = () => false }: Both,
): void {
  if (!source.exists) throw notThere(from, to, target)
  const elsewhere = notHere(whereabouts(source.records), { from, to, trusts })
  if (elsewhere !== undefined && !isMovedTo(to, source)) throw elsewhere
  const told = contentOf(source.records)
  if (contentOf(target.records).every((line, at) => line === told[at])) return
  throw new UserError(
    `the ledger ${to.label} holds what ${from.label} does not: one would be mixed into the other`,
    {
      ending: 'ledger',
      hint: 'Copy into a new ledger, or into one that has moved to the other before.',
    },
  )
}

/** What a ledger tells of entries and instances, line by line. */
const contentOf = (records: readonly LedgerRecord[]): readonly string[] =>
  records.filter((record) => !isKeeping(record)).map(encode)

function isMovedTo({ address }: LedgerLocation, { records }: Both['target']): boolean {
  const where = whereabouts(records)
  return where.kind === 'moved' && isSameLedger(where.to, address)
}

const notThere = (from: LedgerLocation, to: LedgerLocation, target: Both['target']): UserError =>
  new UserError(`there is no ledger ${from.label}`, {
    ending: 'ledger',
    hint: isMovedTo(from, target)
      ? `${to.label} was moved there. If what was there is lost, move it there once more, and let "recover" take in what was made since: ${copyCommand(to.address, from.address)}`
      : 'The ledger that is there comes first, then the new one: check its name.',
  })

/** `undefined` for a ledger that is the place where its story goes on. */
function notHere(
  where: Whereabouts,
  { from, to, trusts }: Record<'from' | 'to', LedgerLocation> & { readonly trusts: Trusts },
): UserError | undefined {
  switch (where.kind) {
    case 'here':
      return undefined
    case 'moved':
      return new UserError(`the ledger ${from.label} was moved to ${where.to}`, {
        ending: 'ledger',
        hint: mayBeAdvised(where.to, trusts)
          ? `Copy it from there: ${copyCommand(where.to, to.address)}`
          : ADVISED_BY_A_LINE,
      })
    case 'half-copied':
      return new UserError(`the ledger ${from.label} is half a copy itself, of ${where.from}`, {
        ending: 'ledger',
        hint: mayBeAdvised(where.from, trusts)
          ? `Copy that one, or end this copy first: ${copyCommand(where.from, from.address)}`
          : ADVISED_BY_A_LINE,
      })
  }
}

const copyCommand = (from: string, to: string): string =>
  `${invocation()} ledger copy ${shellQuoted(from)} ${shellQuoted(to)}`
