import type { Remote } from '../api/remote.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { EntryState, OpenAttempt, State } from '../ledger/state.ts'
import { unreachable } from '../model/unreachable.ts'
import { soughtBy } from '../plan/attempt-matches.ts'
import { lookCloser } from './look-closer.ts'
import { type Budget, type LookUp, matchIn, unrecognisable } from './look-up.ts'
import type { ApplyPorts, Recorded } from './ports.ts'

/** What a look at the account said of an attempt that an earlier run left open. */
export interface OpenFinding {
  readonly entry: EntryState
  readonly attempt: OpenAttempt
  readonly found: LookUp
  /** Set when the find could not be written down. */
  readonly unrecorded: Extract<Recorded, { kind: 'failed' }> | undefined
}

/** Milliseconds between two looks. */
const PAUSE_MS = 2000

/**
 * Settles attempts that an earlier run left without an outcome, before anything new is sent. One list serves
 * all of them; it is repeated only while the youngest attempt may still be on its way into the list.
 */
export async function settleOpen(
  state: State,
  budget: Budget,
  ports: Pick<ApplyPorts, 'list' | 'get' | 'record' | 'wait' | 'now' | 'interrupted'>,
): Promise<readonly OpenFinding[]> {
  const owned = new Set(
    [...state.entries.values()].flatMap(({ instances }) => instances.map(({ id }) => id)),
  )
  let open = [...state.entries.values()].flatMap((entry) =>
    entry.open.map((attempt) => ({ entry, attempt })),
  )
  const findings: OpenFinding[] = []
  while (open.length > 0) {
    const sought = open.map(({ attempt }) => soughtBy(attempt))
    const remote = await lookCloser(sought, owned, ports)
    const waiting: typeof open = []
    for (const { entry, attempt } of open) {
      const found = look(attempt, owned, remote)
      if (found.kind === 'one') {
        const unrecorded = await recordFound(entry, attempt, found.id, ports)
        owned.add(found.id)
        findings.push({ entry, attempt, found, unrecorded })
      } else if (
        mayCome(found, remote) &&
        isYoung(attempt, budget, ports.now()) &&
        !ports.interrupted()
      ) {
        waiting.push({ entry, attempt })
      } else {
        findings.push({ entry, attempt, found, unrecorded: undefined })
      }
    }
    open = waiting
    // After an interrupt it looks once more, so that nothing is left without a word.
    if (open.length > 0) await ports.wait(Math.min(PAUSE_MS, budget.settleMs / 4))
  }
  return findings
}

function look(attempt: OpenAttempt, owned: ReadonlySet<InstanceId>, remote: Remote): LookUp {
  const impossible = unrecognisable(attempt)
  return impossible === undefined
    ? matchIn(soughtBy(attempt), owned, remote)
    : { kind: 'unclear', candidates: [], reason: impossible }
}

async function recordFound(
  entry: EntryState,
  { attempt }: OpenAttempt,
  id: InstanceId,
  ports: Pick<ApplyPorts, 'record' | 'now'>,
): Promise<OpenFinding['unrecorded']> {
  const { key } = entry
  const recorded = await ports.record({
    type: 'created',
    time: ports.now(),
    attempt,
    key,
    id,
    how: 'found',
  })
  switch (recorded.kind) {
    case 'recorded':
      return undefined
    case 'failed':
      return recorded
    default:
      return unreachable(recorded)
  }
}

/** Whether another look may tell more: a list that failed may work again, one that is not offered will not. */
const mayCome = (found: LookUp, remote: Remote): boolean =>
  found.kind === 'none' ||
  found.kind === 'unproven' ||
  (found.kind === 'unclear' && remote.kind === 'partial')

/** Whether the attempt is so recent that the list may not show its instance yet. */
const isYoung = ({ since }: OpenAttempt, { settleMs }: Budget, now: string): boolean => {
  const age = Date.parse(now) - Date.parse(since)
  return age >= 0 && age < settleMs
}
