import type { LedgerContents } from '../../ledger/ledger-location.ts'
import type { EntryState } from '../../ledger/state.ts'
import { ADVISED_BY_A_LINE, isSameLedger, mayBeAdvised } from '../../ledger/whereabouts.ts'
import { invocation, shellQuoted } from '../../model/invocation.ts'
import type { Target } from '../target.ts'

/**
 * The entries of a ledger that was moved, as far as the ledger of this run tells nothing of what is open or live of them: by
 * the attempt and the id. None where it has all of them.
 */
export async function untold(
  entries: readonly EntryState[],
  readOwn: () => Promise<Pick<LedgerContents, 'records'>>,
): Promise<readonly EntryState[]> {
  if (!entries.some(isOpenOrLive)) return []
  const { records } = await readOwn()
  const told = new Set<string>(
    records.flatMap((line) => [
      ...('attempt' in line ? [line.attempt] : []),
      ...('id' in line ? [line.id] : []),
    ]),
  )
  return entries
    .map((entry) => ({
      ...entry,
      open: entry.open.filter(({ attempt }) => !told.has(attempt)),
      instances: entry.instances.filter(({ id }) => !told.has(id)),
    }))
    .filter(isOpenOrLive)
}

const isOpenOrLive = ({ open, instances }: EntryState): boolean =>
  open.length + instances.length > 0

/** What to do where the ledger of a run is not the one that another was moved to, or has lost what was moved there. */
export function wayToMoved(
  label: string,
  movedTo: string,
  { ledger, trusts = () => false }: Pick<Target, 'ledger' | 'trusts'>,
): string {
  const apart = `To go on without it on purpose, move ${label} away first`
  if (isSameLedger(movedTo, ledger.address)) {
    return `The ledger of this run is the one that it was moved to, but it lacks these lines, as if it was emptied, or an older copy was put back. Restore it. If there is no better copy, let "recover" take in what was made since, once the old one is moved there again: ${invocation()} ledger copy ${shellQuoted(label)} ${shellQuoted(ledger.address)}. ${apart}`
  }
  return mayBeAdvised(movedTo, trusts)
    ? `The ledger of this run is another one. Use the one that it was moved to: --ledger ${shellQuoted(movedTo)}. ${apart}`
    : `The ledger of this run is another one. ${ADVISED_BY_A_LINE} ${apart}`
}
