import type { EntryKey, SpecDigest } from '../definitions/instance-spec.ts'
import { addTo } from '../model/append-to.ts'
import type { Json } from '../model/secret.ts'
import { unreachable } from '../model/unreachable.ts'
import { encode } from './codec.ts'
import { ledgerIdsOf } from './ledger-id.ts'
import type {
  AdoptedRecord,
  AttemptId,
  CreatedRecord,
  DefinitionFile,
  InstanceId,
  IntentRecord,
  LedgerRecord,
  UnknownRecord,
} from './record.ts'

/** What we believe exists: the fold of the ledger. */
export interface State {
  readonly entries: ReadonlyMap<EntryKey, EntryState>
  /** What markers call this ledger (`ledgerIdsOf`); absent in a state that no ledger was read for. */
  readonly ledgerIds?: ReadonlySet<string>
  /** Instances that counted as gone when others were made in their place: whose they were, and what replaced each. */
  readonly replaced: ReadonlyMap<InstanceId, Replacement>
}

export interface Replacement {
  readonly key: EntryKey
  readonly by: InstanceId
}

/** What the ledger says of one entry. An entry without instances and open attempts is not in the state. */
export interface EntryState {
  readonly key: EntryKey
  readonly name: string | undefined
  /** Where it was defined when it was last applied or adopted; `undefined` where no line says so. */
  readonly file: DefinitionFile | undefined
  /** Instances that are ours. More than one only if two merged ledgers each made one. */
  readonly instances: readonly OwnedInstance[]
  /** Intents without an outcome: each may be a paid instance. */
  readonly open: readonly OpenAttempt[]
}

export interface OwnedInstance {
  readonly id: InstanceId
  /** When it was recorded first. */
  readonly since: string
  readonly how: 'answered' | 'found' | 'adopted'
  /** What was applied; `undefined` when it was adopted without a definition. */
  readonly digest: SpecDigest | undefined
  readonly spec: Json | undefined
  readonly hourly: number | undefined
}

export interface OpenAttempt {
  readonly attempt: AttemptId
  readonly since: string
  /** When its outcome was found to be unknown, which is when it ended; a crash leaves no time. */
  readonly until: string | undefined
  /** What was to be applied; `undefined` when the intent's line is lost and only its `unknown` is left. */
  readonly digest: SpecDigest | undefined
  readonly spec: Json | undefined
  readonly name: string | undefined
  readonly seen: readonly InstanceId[] | undefined
  /** Why the outcome is not known, where a line says so; a crash leaves none. */
  readonly reason: string | undefined
  /** As in the intent. */
  readonly marker: string | undefined
  readonly skewMs: number | undefined
  readonly limitMs: number | undefined
  readonly settleMs: number | undefined
}

export const EMPTY_STATE: State = { entries: new Map(), replaced: new Map() }

/**
 * Folds the lines of a ledger into what we believe exists. The order of the lines in the file does not matter,
 * nor does a line that is there twice: two branches may both have appended, and git may join them either way.
 *
 * - An intent stays open until any line settles its attempt; a line that says that it made an instance counts
 *   above one that says that it did not.
 * - Forgetting an instance, or replacing it by an attempt that made another, drops it for good; only an adoption
 *   written after that brings it back.
 * - An adoption takes the instance from every other entry that had it.
 * - While an attempt that replaces an instance is open, or when it made nothing, the old instance stays.
 */
export function toState(records: readonly LedgerRecord[]): State {
  const facts = collect(inOrder(records))
  const instances: Lists<EntryKey, OwnedInstance> = new Map()
  const open: Lists<EntryKey, OpenAttempt> = new Map()
  for (const [id, claims] of facts.claims) {
    for (const { key, instance } of owners(id, claims, facts)) addTo(instances, key, instance)
  }
  for (const [attempt, line] of facts.tries) {
    if (facts.made.has(attempt) || facts.closed.has(attempt)) continue
    addTo(open, line.key, openAttempt(line, facts.unknowns.get(attempt)))
  }
  const states = new Map<EntryKey, EntryState>()
  for (const key of new Set([...instances.keys(), ...open.keys()])) {
    states.set(key, {
      key,
      name: facts.names.get(key) ?? nameIn(key),
      file: facts.files.get(key),
      instances: instances.get(key) ?? [],
      open: open.get(key) ?? [],
    })
  }
  return {
    entries: states,
    ledgerIds: ledgerIdsOf(records),
    replaced: replacementsIn(facts, instances),
  }
}

/** Of each instance that an attempt replaced, what that attempt made; none for one that an entry owns again. */
function replacementsIn(
  facts: Facts,
  instances: Lists<EntryKey, OwnedInstance>,
): ReadonlyMap<InstanceId, Replacement> {
  const owned = new Set([...instances.values()].flat().map(({ id }) => id))
  const makers = new Map<AttemptId, InstanceId>()
  for (const [id, claims] of facts.claims) {
    for (const claim of claims) if (claim.type === 'created') makers.set(claim.attempt, id)
  }
  const replaced = new Map<InstanceId, Replacement>()
  for (const [attempt, line] of facts.tries) {
    const by = makers.get(attempt)
    if (line.type !== 'intent' || by === undefined) continue
    for (const id of line.replaces) {
      if (!owned.has(id)) replaced.set(id, { key: line.key, by })
    }
  }
  return replaced
}

type Lists<Key, Item> = Map<Key, Item[]>

/** What all lines say together, by what they speak of. Positions count in the common order. */
interface Facts {
  readonly names: Map<EntryKey, string>
  readonly files: Map<EntryKey, DefinitionFile>
  /** What tells of each attempt: its intent, or its `unknown` where that is lost. */
  readonly tries: Map<AttemptId, IntentRecord | UnknownRecord>
  readonly unknowns: Map<AttemptId, UnknownRecord>
  /** Attempts that made an instance, and attempts that made none. */
  readonly made: Set<AttemptId>
  readonly closed: Set<AttemptId>
  /** The lines that give an instance to an entry. */
  readonly claims: Lists<InstanceId, CreatedRecord | AdoptedRecord>
  /** Where an instance was last adopted. */
  readonly adoptions: Map<InstanceId, number>
  /** Where an entry last lost an instance. */
  readonly drops: Map<InstanceId, Map<EntryKey, number>>
}

function collect(ordered: readonly LedgerRecord[]): Facts {
  const facts: Facts = {
    names: new Map(),
    files: new Map(),
    tries: new Map(),
    unknowns: new Map(),
    made: new Set(),
    closed: new Set(),
    claims: new Map(),
    adoptions: new Map(),
    drops: new Map(),
  }
  for (const [at, record] of ordered.entries()) note(facts, record, at)
  // Only now is it known which attempts made something.
  for (const [at, record] of ordered.entries()) {
    if (record.type !== 'intent' || !facts.made.has(record.attempt)) continue
    for (const id of record.replaces) drop(facts, record.key, id, at)
  }
  return facts
}

function note(facts: Facts, record: LedgerRecord, at: number): void {
  switch (record.type) {
    case 'opened':
      return
    case 'intent':
      if (record.name !== undefined) facts.names.set(record.key, record.name)
      if (record.file !== undefined) facts.files.set(record.key, record.file)
      if (intentOf(facts, record.attempt) === undefined) facts.tries.set(record.attempt, record)
      return
    case 'created':
      facts.made.add(record.attempt)
      addTo(facts.claims, record.id, record)
      return
    case 'rejected':
    case 'not-sent':
      facts.closed.add(record.attempt)
      return
    case 'unknown':
      facts.unknowns.set(record.attempt, record)
      if (!facts.tries.has(record.attempt)) facts.tries.set(record.attempt, record)
      return
    case 'adopted':
      if (record.name !== undefined) facts.names.set(record.key, record.name)
      if (record.file !== undefined) facts.files.set(record.key, record.file)
      for (const attempt of record.settles) facts.made.add(attempt)
      addTo(facts.claims, record.id, record)
      facts.adoptions.set(record.id, at)
      return
    case 'forgotten':
      for (const attempt of record.attempts) facts.closed.add(attempt)
      for (const id of record.ids) drop(facts, record.key, id, at)
      return
    default:
      unreachable(record)
  }
}

const openAttempt = (
  line: IntentRecord | UnknownRecord,
  unknown: UnknownRecord | undefined,
): OpenAttempt => ({
  attempt: line.attempt,
  since: line.time,
  until: unknown?.time,
  digest: line.type === 'intent' ? line.digest : undefined,
  spec: line.type === 'intent' ? line.spec : undefined,
  name: line.type === 'intent' ? line.name : nameIn(line.key),
  seen: line.type === 'intent' ? line.seen : undefined,
  reason: unknown?.reason,
  marker: line.type === 'intent' ? line.marker : undefined,
  skewMs: line.type === 'intent' ? line.skewMs : undefined,
  limitMs: line.type === 'intent' ? line.limitMs : undefined,
  settleMs: line.type === 'intent' ? line.settleMs : undefined,
})

function intentOf({ tries }: Facts, attempt: AttemptId): IntentRecord | undefined {
  const line = tries.get(attempt)
  return line?.type === 'intent' ? line : undefined
}

function drop(facts: Facts, key: EntryKey, id: InstanceId, at: number): void {
  const drops = facts.drops.get(id) ?? new Map<EntryKey, number>()
  facts.drops.set(id, drops.set(key, Math.max(at, drops.get(key) ?? -1)))
}

const droppedAt = (facts: Facts, key: EntryKey, id: InstanceId): number | undefined =>
  facts.drops.get(id)?.get(key)

/** The entries that own an instance: the last one that adopted it, else each that made it and did not lose it. */
function owners(
  id: InstanceId,
  claims: readonly (CreatedRecord | AdoptedRecord)[],
  facts: Facts,
): { readonly key: EntryKey; readonly instance: OwnedInstance }[] {
  const created = claims.filter((claim) => claim.type === 'created')
  const adopted = claims.findLast((claim) => claim.type === 'adopted')
  if (adopted !== undefined) {
    const { key } = adopted
    if ((droppedAt(facts, key, id) ?? -1) > (facts.adoptions.get(id) ?? -1)) return []
    return [{ key, instance: adoptedInstance(adopted, created[0], facts) }]
  }
  const byKey = new Map<EntryKey, OwnedInstance>()
  for (const { key, attempt, time, how } of created) {
    if (byKey.has(key) || droppedAt(facts, key, id) !== undefined) continue
    const intent = intentOf(facts, attempt)
    byKey.set(key, { id, since: time, how, ...applied(intent), hourly: intent?.hourly })
  }
  return [...byKey].map(([key, instance]) => ({ key, instance }))
}

function adoptedInstance(
  record: AdoptedRecord,
  created: CreatedRecord | undefined,
  facts: Facts,
): OwnedInstance {
  const intent =
    created === undefined
      ? record.settles.map((settled) => intentOf(facts, settled)).find((each) => each !== undefined)
      : intentOf(facts, created.attempt)
  return {
    id: record.id,
    since: created?.time ?? record.time,
    how: 'adopted',
    ...applied(record.digest === undefined ? intent : record),
    hourly: intent?.hourly,
  }
}

const applied = (
  from: { digest: SpecDigest | undefined; spec: Json | undefined } | undefined,
): Pick<OwnedInstance, 'digest' | 'spec'> => ({ digest: from?.digest, spec: from?.spec })

/** The name behind a key, for lines that do not repeat it: an unnamed entry's key is `~<digest>#<n>`. */
const nameIn = (key: EntryKey): string | undefined => (/^~.*#\d+$/.test(key) ? undefined : key)

/** The one order of these lines that every reader agrees on, whichever way they were merged. */
function inOrder(records: readonly LedgerRecord[]): readonly LedgerRecord[] {
  return [...records].sort(
    (one, other) =>
      (one.seq ?? 0) - (other.seq ?? 0) ||
      (one.time === other.time ? 0 : Date.parse(one.time) - Date.parse(other.time)) ||
      byText(encode(one), encode(other)),
  )
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
