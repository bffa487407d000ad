import type { Remote } from '../api/remote.ts'
import { idsIn } from '../ledger/find-entry.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { EntryState, OpenAttempt, State } from '../ledger/state.ts'
import { soughtBy } from '../plan/attempt-matches.ts'
import { bearsOut } from './create/refused.ts'
import { lookCloser } from './look-closer.ts'
import { type Budget, type LookUp, matchIn, unrecognisable } from './look-up.ts'
import type { ApplyPorts, Recorded } from './ports.ts'

/** What a look at the account said of an attempt that an earlier run left open. */
export interface OpenFinding {
  readonly entry: EntryState
  readonly attempt: OpenAttempt
  readonly found: LookUp
  /** `not-made`: the service had refused it, and the look bears that out. */
  readonly outcome: 'made' | 'not-made' | 'in-doubt'
  /** Set when the find could not be written down. */
  readonly unrecorded: Extract<Recorded, { kind: 'failed' }> | undefined
}

/** Milliseconds between two looks. */
const PAUSE_MS = 2000

type SettlePorts = Pick<
  ApplyPorts,
  'list' | 'get' | 'record' | 'wait' | 'now' | 'elapsed' | 'interrupted'
>

/**
 * Settles attempts that an earlier run left without an outcome, before anything new is sent. One list serves
 * all of them; it is repeated only while the youngest attempt may still be on its way into the list, or while a refusal that
 * nobody has looked into needs it: that one is closed where the settle time shows nothing of it.
 */
export async function settleOpen(
  state: State,
  budget: Budget,
  ports: SettlePorts,
): Promise<readonly OpenFinding[]> {
  const started = ports.elapsed()
  const owned = new Set(idsIn(state))
  let open: readonly Open[] = [...state.entries.values()].flatMap((entry) =>
    entry.open.map((attempt) => ({ entry, attempt })),
  )
  const findings: OpenFinding[] = []
  while (open.length > 0) {
    const sought = open.map(({ attempt }) => soughtBy(attempt))
    const remote = await lookCloser(sought, owned, ports)
    const waiting: Open[] = []
    for (const each of open) {
      const { attempt } = each
      const found = look(attempt, owned, remote)
      // The list may not show it yet: one so recent; and one that was refused, until this run has looked for as long as the
      // one that got the refusal would have.
      const age = attempt.refused
        ? ports.elapsed() - started
        : Date.parse(ports.now()) - Date.parse(attempt.since)
      const isEarly = age >= 0 && age < budget.settleMs
      if (found.kind === 'one') {
        findings.push(await made(each, found, ports))
        owned.add(found.id)
      } else if (mayCome(found, remote) && isEarly && !ports.interrupted()) {
        waiting.push(each)
      } else if (attempt.refused && bearsOut(found) && !isEarly) {
        findings.push(await notMade(each, found, ports))
      } else {
        findings.push({ ...each, found, outcome: 'in-doubt', unrecorded: undefined })
      }
    }
    open = waiting
    // After an interrupt it looks once more, so that nothing is left without a word.
    if (open.length > 0) await ports.wait(Math.min(PAUSE_MS, budget.settleMs / 4))
  }
  return findings
}

interface Open {
  readonly entry: EntryState
  readonly attempt: OpenAttempt
}

function look(attempt: OpenAttempt, owned: ReadonlySet<InstanceId>, remote: Remote): LookUp {
  const impossible = unrecognisable(attempt)
  return impossible === undefined
    ? matchIn(soughtBy(attempt), owned, remote)
    : { kind: 'unclear', candidates: [], reason: impossible }
}

async function made(
  { entry, attempt }: Open,
  found: Extract<LookUp, { kind: 'one' }>,
  ports: Pick<ApplyPorts, 'record' | 'now'>,
): Promise<OpenFinding> {
  const line = { time: ports.now(), attempt: attempt.attempt, key: entry.key }
  const recorded = await ports.record({ type: 'created', ...line, id: found.id, how: 'found' })
  return { entry, attempt, found, outcome: 'made', unrecorded: failure(recorded) }
}

async function notMade(
  { entry, attempt }: Open,
  found: LookUp,
  ports: Pick<ApplyPorts, 'record' | 'now'>,
): Promise<OpenFinding> {
  const line = { time: ports.now(), attempt: attempt.attempt, key: entry.key }
  const reason = attempt.reason ?? ''
  const recorded = await ports.record({ type: 'rejected', ...line, reason })
  return { entry, attempt, found, outcome: 'not-made', unrecorded: failure(recorded) }
}

const failure = (recorded: Recorded): OpenFinding['unrecorded'] =>
  recorded.kind === 'failed' ? recorded : undefined

/** Whether another look may tell more: a list that failed may work again, one that is not offered will not. */
const mayCome = (found: LookUp, remote: Remote): boolean =>
  found.kind === 'none' ||
  found.kind === 'unproven' ||
  (found.kind === 'unclear' && remote.kind === 'partial')
