import { instancesOf, type Remote } from '../api/remote.ts'
import { withDeparted, withReturned } from '../api/returned.ts'
import { findEntry, knownKeys } from '../ledger/find-entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ForgottenRecord, InstanceId } from '../ledger/record.ts'
import { type EntryState, type State, toState } from '../ledger/state.ts'
import { type Forgetting, forgettingOf, forgottenRecord } from '../plan/forgetting.ts'
import { confirmListed } from './account/confirm-listed.ts'
import { refresh } from './account/refresh.ts'
import { refuseAborted } from './cancellation.ts'
import { type EditOptions, editLedger } from './ledger/edit-ledger.ts'
import { refuseSleepers } from './ledger/refuse-sleepers.ts'
import { during, type LookReporter } from './reporter.ts'
import type { Target } from './target.ts'

export interface ForgetOptions extends Omit<EditOptions, 'root'> {
  /** How long a new instance may take to show up in the list, in milliseconds. */
  readonly settleMs: number
  /** A person says that the runs which sent the attempts are gone for good. */
  readonly holderIsGone?: boolean
  /** Whether this, and nothing else, may be dropped: what still runs of it costs money, and nobody remembers it. */
  readonly approve: (forgetting: Forgetting) => Promise<boolean>
}

/** What is dropped from the ledger. */
export interface Forgotten {
  readonly forgetting: Forgetting
  /** `undefined` when it was not approved: then nothing was changed. */
  readonly record: ForgottenRecord | undefined
}

/** Of which entry what is dropped. */
export interface ForgetRequest {
  /** The name of the entry, or its key where it has none. */
  readonly name: string
  /** Of the instances; without any, all of the entry is dropped, its attempts in doubt included. */
  readonly ids: readonly string[]
}

/**
 * Closes the attempts of an entry that are in doubt as not made, and drops its instances from the ledger, also what counted
 * as gone and is there again: locks it, looks at the account, and asks. Nothing in the account changes. Throws a `UserError`
 * for whatever forbids it, before the ledger is changed.
 */
export async function forgetEntry(
  request: ForgetRequest,
  target: Target,
  options: ForgetOptions,
  reporter: LookReporter,
  signal?: AbortSignal,
): Promise<Forgotten> {
  return editLedger(target, options, reporter, signal, async (ledger) => {
    const state = toState(ledger.records)
    const known = entryIn(withDeparted(state.entries, state.departed.values()), request, options)
    const remote = await during(reporter, { kind: 'looking' }, () =>
      lookFor(known, { state, target, options, records: ledger.records, signal }),
    )
    refuseAborted(signal)
    const entry = entryIn(withReturned(state, instancesOf(remote)), request, options)
    const ids = ownIds(entry, request, options)
    const forgetting = forgettingOf(entry, ids, remote, state)
    await refuseSleepers(forgetting, ledger.records, { label: target.ledger.label, ...options })
    const isApproved = await options.approve(forgetting)
    refuseAborted(signal)
    return { forgetting, record: isApproved ? await drop(forgetting, ledger) : undefined }
  })
}

interface Looking {
  readonly state: State
  readonly target: Target
  readonly options: ForgetOptions
  readonly records: Ledger['records']
  readonly signal: AbortSignal | undefined
}

/** The account. What its list alone does not show of the entry is asked for: what nobody remembers must not be called gone. */
async function lookFor(
  entry: EntryState,
  { state, target: { client }, options, records, signal }: Looking,
): Promise<Remote> {
  const listed = await refresh(client, options, { records, signal })
  return confirmListed(listed, {
    state,
    specs: [entry],
    settleMs: options.settleMs,
    now: Date.now(),
    skewMs: client?.skewMs(),
    client,
    signal,
  })
}

type Refusing = Pick<EditOptions, 'refusal'>

function entryIn(
  entries: State['entries'],
  { name }: ForgetRequest,
  { refusal }: Refusing,
): EntryState {
  const entry = findEntry(name, { entries })?.entry
  if (entry !== undefined) return entry
  const known = knownKeys({ entries })
  throw refusal({ kind: 'unknown-entry', word: name, known, mayBeInFile: false })
}

/** The ids, each of which is one of the entry. */
function ownIds(
  { key, name, instances }: EntryState,
  { ids }: ForgetRequest,
  { refusal }: Refusing,
): readonly InstanceId[] {
  const owned = instances.map(({ id }) => id)
  return ids.map((id) => {
    const own = owned.find((each) => each === id)
    if (own === undefined) throw refusal({ kind: 'not-of-entry', id, entry: name ?? key, owned })
    return own
  })
}

async function drop(forgetting: Forgetting, ledger: Ledger): Promise<ForgottenRecord> {
  const record = forgottenRecord(forgetting, new Date().toISOString())
  await ledger.append(record)
  return record
}
