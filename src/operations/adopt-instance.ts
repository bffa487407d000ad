import { isLive } from '../api/remote.ts'
import { definitionFile } from '../ledger/definition-file.ts'
import { type FoundEntry, findEntry, knownKeys, ownerOf } from '../ledger/find-entry.ts'
import { ledgerIdsOf } from '../ledger/ledger-id.ts'
import type { InstanceId } from '../ledger/record.ts'
import { type State, toState } from '../ledger/state.ts'
import { type AccountSight, type Adoption, adoptionOf } from '../plan/adoption.ts'
import { markerIn } from '../plan/marker.ts'
import { lookAt } from './account/find-remote-instance.ts'
import { refuseAborted } from './cancellation.ts'
import { type EditOptions, editLedger } from './ledger/edit-ledger.ts'
import { notMadeBy, refuseSleepers } from './ledger/refuse-sleepers.ts'
import type { CheckedFleet } from './plan-fleet.ts'
import { during, type LookReporter } from './reporter.ts'
import type { Target } from './target.ts'

/** Which entry means which instance. */
export interface Adopting {
  /** The name of the entry, or its key where it has none. */
  readonly name: string
  readonly id: InstanceId
}

export interface AdoptOptions extends EditOptions {
  /** A person says that the runs which sent the attempts are gone for good. */
  readonly holderIsGone?: boolean
}

/**
 * Records an instance as the one that an entry means, and settles the entry's attempts in doubt as made: locks the
 * ledger, and looks at the account, where the instance must not be known to be missing. Sends only calls that read. Throws
 * a `UserError` for whatever forbids it, before the ledger is changed.
 */
export async function adoptInstance(
  { name, id }: Adopting,
  { specs, cwd }: Pick<CheckedFleet, 'specs' | 'cwd'>,
  target: Target,
  options: AdoptOptions,
  reporter: LookReporter,
  signal?: AbortSignal,
): Promise<Adoption> {
  return editLedger(target, options, reporter, signal, async (ledger) => {
    const state = toState(ledger.records)
    const found = findEntry(name, state, specs)
    if (found === undefined) {
      const known = knownKeys(state, specs)
      throw options.refusal({ kind: 'unknown-entry', word: name, known, mayBeInFile: true })
    }
    refuseOwned(id, found, state, options)
    const presence = await during(reporter, { kind: 'looking' }, () =>
      lookAt(id, target.client, options, { records: ledger.records, signal }),
    )
    refuseAborted(signal)
    refuseMissing(id, presence, found, options)
    const marker = presence.kind === 'seen' ? markerIn(presence.instance) : undefined
    const attempts = notMadeBy(found.entry?.open ?? [], marker)
    await refuseSleepers({ attempts }, ledger.records, { label: target.ledger.label, ...options })
    const file = found.spec && definitionFile(found.spec.place.file, { cwd, root: options.root })
    const adoption = adoptionOf(found, id, presence, {
      time: new Date().toISOString(),
      file,
      ledgerIds: ledgerIdsOf(ledger.records),
    })
    if (adoption.recorded === 'now') await ledger.append(adoption.record)
    return adoption
  })
}

type Refusing = Pick<EditOptions, 'refusal'>

function refuseOwned(id: InstanceId, { key }: FoundEntry, state: State, { refusal }: Refusing) {
  const owner = ownerOf(id, state)
  if (owner === undefined || owner.key === key) return
  throw refusal({ kind: 'owned-by-other', id, owner: owner.name ?? owner.key })
}

function refuseMissing(
  id: InstanceId,
  presence: AccountSight,
  { key, name, entry }: FoundEntry,
  { refusal }: Refusing,
): void {
  if (presence.kind === 'absent') throw refusal({ kind: 'not-in-account', id, why: presence.why })
  if (presence.kind === 'seen' && !isLive(presence.instance)) {
    throw refusal({
      kind: 'not-live',
      id,
      status: presence.instance.status,
      entry: name ?? key,
      isInDoubt: entry !== undefined && entry.open.length > 0,
    })
  }
}
