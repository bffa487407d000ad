import { ledgerIdsOf } from '../../ledger/ledger-id.ts'
import type { LedgerRecord } from '../../ledger/record.ts'
import { toState } from '../../ledger/state.ts'
import { UserError } from '../../model/user-error.ts'
import type { Marked } from '../../plan/recovery.ts'

type Groups = ReadonlyMap<string, readonly Marked[]>

/** What the markers of the account show of the ledger that was lost. */
export interface LostLedger {
  /** Its id, which this ledger takes over; `undefined` where this ledger's own lines were lost. */
  readonly ledgerId: string | undefined
  readonly marked: readonly Marked[]
}

/**
 * The instances of this ledger, if its lines were lost; else, for a ledger that never recorded anything, those of the one
 * ledger that the account shows. Which of several was lost, only a person knows: `named` says it.
 */
export function chooseLostLedger(
  groups: Groups,
  records: readonly LedgerRecord[],
  named: string | undefined,
): LostLedger {
  if (named !== undefined) {
    const marked = groups.get(named)
    if (marked !== undefined) return { ledgerId: named, marked }
    throw new UserError(`no marker in the account names a ledger ${JSON.stringify(named)}`, {
      nothingDone: 'changed',
      hint: idsHint(groups),
    })
  }
  const own = ledgerIdsOf(records)
  const ours = [...groups].filter(([id]) => own.has(id)).flatMap(([, marked]) => marked)
  if (ours.length > 0) return { ledgerId: undefined, marked: ours }
  const [only, ...others] = groups
  const isNew = toState(records).entries.size === 0
  if (only === undefined) return { ledgerId: undefined, marked: [] }
  if (isNew && others.length === 0) return { ledgerId: only[0], marked: only[1] }
  throw new UserError(
    isNew
      ? 'the markers in the account name several ledgers, and which one was lost cannot be told'
      : 'the account shows no instance of this ledger that it does not hold, only those of other ledgers',
    { nothingDone: 'changed', hint: idsHint(groups) },
  )
}

function idsHint(groups: Groups): string {
  if (groups.size === 0) return 'The account shows no marker at all'
  const items = [...groups].map(([id, marked]) => {
    const some = marked.slice(0, 3).map(({ instance }) => instance.name || instance.id)
    return `${id} (${some.join(', ')}${marked.length > 3 ? ', …' : ''})`
  })
  return `Say which: --ledger-id ID, one of ${items.join('; ')}. Two folders that each lost their ledger see each other here: take only what was made from this one`
}
