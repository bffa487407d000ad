import type { EntryKey, SpecDigest } from '../definitions/instance-spec.ts'
import { addTo } from '../model/append-to.ts'
import type { Json } from '../model/secret.ts'
import { collect, dropOf, type Facts, intentOf, type Lists } from './facts.ts'
import { ledgerIdsOf } from './ledger-id.ts'
import type { InstanceOperation, OperationCause } from './operation.ts'
import type {
  AdoptedRecord,
  AttemptId,
  CreatedRecord,
  DefinitionFile,
  InstanceId,
  IntentRecord,
  LedgerRecord,
  OperationState,
  UnknownRecord,
} from './record.ts'

/** What we believe exists: the fold of the ledger. */
export interface State {
  readonly entries: ReadonlyMap<EntryKey, EntryState>
  /** What markers call this ledger (`ledgerIdsOf`); absent in a state that no ledger was read for. */
  readonly ledgerIds?: ReadonlySet<string>
  /** Instances that count as gone, and that nobody forgot. One that shows up again is ours still. */
  readonly departed: ReadonlyMap<InstanceId, Departed>
  /** Instances that a person forgot, and that are nobody's since: their markers name this ledger still. */
  readonly released?: ReadonlySet<InstanceId>
}

/** An instance that was ours until it counted as gone. */
export interface Departed {
  readonly key: EntryKey
  /** As in its entry. */
  readonly file?: DefinitionFile | undefined
  readonly departure: Departure
  /** What it was when it was ours. */
  readonly owned: OwnedInstance
}

/** How an instance came to count as gone. `at`: since when, as in the line that says so. */
export type Departure =
  /** This ledger ended it, and it was seen gone. */
  | {
      readonly kind: 'destroyed'
      readonly at: string
      readonly because: OperationCause | undefined
    }
  /** The account did not show it, and another one was made in its place. */
  | { readonly kind: 'replaced'; readonly at: string; readonly by: InstanceId }

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
  /** When it was made, by our clock; absent where no line tells it: only that of the end of what has expired does. */
  readonly madeAt?: string | undefined
  readonly how: 'answered' | 'found' | 'adopted'
  /** What was applied; `undefined` when it was adopted without a definition. */
  readonly digest: SpecDigest | undefined
  readonly spec: Json | undefined
  readonly hourly: number | undefined
  /** The value of `PPI_APPLY_ID` that it was created with; `undefined` where none was, or nobody knows. */
  readonly marker?: string | undefined
  /** The attempt that was answered with its id; absent where it was found or adopted. */
  readonly answered?: AnsweredAttempt | undefined
  /** What was made to take its place: it ends once that runs. */
  readonly supersededBy: InstanceId | undefined
  /** It is not ended, nor replaced, whatever the files say. */
  readonly protect: boolean
  /** A change of it that was sent, or was about to be, and whose outcome is not known: nothing else may be sent. */
  readonly open: OpenOperation | undefined
  /** How it counted as gone before it was there again; absent where it never did. */
  readonly returned?: Departure | undefined
  /** When a reset of it was sent last that was given up, where none was seen done since: it may have been done. */
  readonly lostReset?: string | undefined
}

/** An attempt whose instance is known by the answer of the service alone. */
export interface AnsweredAttempt
  extends Pick<OpenAttempt, 'attempt' | 'since' | 'until' | 'skewMs' | 'limitMs' | 'settleMs'> {}

export interface OpenOperation {
  readonly attempt: AttemptId
  readonly operation: InstanceOperation
  readonly since: string
  readonly because: OperationCause
  /** As in its line. */
  readonly from: OperationState
  readonly to: OperationState
  /** What counts as applied once it is done; `undefined` where it makes no definition true. */
  readonly digest: SpecDigest | undefined
  /** Why the outcome is not known, where a line says so. */
  readonly reason: string | undefined
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
  /** The service refused it, as `reason` says: a look that shows nothing of it closes it. */
  readonly refused: boolean
  /** As in the intent. */
  readonly marker: string | undefined
  readonly skewMs: number | undefined
  readonly limitMs: number | undefined
  readonly settleMs: number | undefined
  /** As in the intent: what it was to take the place of. */
  readonly supersedes?: readonly InstanceId[] | undefined
}

export const EMPTY_STATE: State = {
  entries: new Map(),
  departed: new Map(),
}

/**
 * Folds the lines of a ledger into what we believe exists. The order of the lines in the file does not matter,
 * nor does a line that is there twice: two branches may both have appended, and git may join them either way.
 *
 * - An intent stays open until any line settles its attempt; a line that says that it made an instance counts
 *   above one that says that it did not.
 * - Forgetting an instance, or replacing it by an attempt that made another, drops it; only an adoption written after that
 *   brings it back. What was replaced, and not forgotten, stays known as departed.
 * - An adoption takes the instance from every other entry that had it.
 * - While an attempt that replaces an instance is open, or when it made nothing, the old instance stays.
 * - A step of a change that was seen done puts what it applied in the place of what was applied before; so does what the
 *   account has already.
 * - A deletion that was seen done ends the instance for every entry; only an adoption written after that brings it back.
 */
export function toState(records: readonly LedgerRecord[]): State {
  const facts = collect(records)
  const instances: Lists<EntryKey, OwnedInstance> = new Map()
  const open: Lists<EntryKey, OpenAttempt> = new Map()
  for (const [id, claims] of facts.claims) {
    if (isEnded(id, facts)) continue
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
  const there = new Set([...instances.values()].flat().map(({ id }) => id))
  const departed = departedIn(facts, there)
  return {
    entries: states,
    ledgerIds: ledgerIdsOf(records),
    departed,
    released: releasedIn(facts, (id) => there.has(id) || departed.has(id)),
  }
}

function releasedIn(
  { drops }: Facts,
  isKnown: (id: InstanceId) => boolean,
): ReadonlySet<InstanceId> {
  return new Set(
    [...drops].flatMap(([id, byKey]) =>
      !isKnown(id) && [...byKey.values()].some(({ by }) => by === undefined) ? [id] : [],
    ),
  )
}

/** Of each instance that counts as gone, whose it was at last, and how it departed. */
function departedIn(
  facts: Facts,
  there: ReadonlySet<InstanceId>,
): ReadonlyMap<InstanceId, Departed> {
  const makers = makersIn(facts)
  const departed = new Map<InstanceId, Departed>()
  for (const [id, claims] of facts.claims) {
    if (there.has(id)) continue
    // None where somebody forgot it.
    const [last] = owners(id, claims, facts, forgottenAt)
    if (last === undefined) continue
    const { key, instance: owned } = last
    const departure = departureOf(id, key, facts, makers)
    if (departure !== undefined)
      departed.set(id, { key, file: facts.files.get(key), departure, owned })
  }
  return departed
}

function departureOf(
  id: InstanceId,
  key: EntryKey,
  facts: Facts,
  makers: ReadonlyMap<AttemptId, InstanceId>,
): Departure | undefined {
  const end = facts.ends.get(id)?.record
  if (end !== undefined && isEnded(id, facts)) {
    return { kind: 'destroyed', at: end.time, because: end.because }
  }
  const replacing = dropOf(facts, key, id)?.by
  const by = replacing && makers.get(replacing.attempt)
  return replacing === undefined || by === undefined
    ? undefined
    : { kind: 'replaced', at: replacing.time, by }
}

/** What each attempt made, by its outcome or by the word of a person. */
function makersIn({ claims }: Facts): ReadonlyMap<AttemptId, InstanceId> {
  const makers = new Map<AttemptId, InstanceId>()
  for (const [id, each] of claims) {
    for (const claim of each) {
      const attempts = claim.type === 'created' ? [claim.attempt] : claim.settles
      for (const attempt of attempts) makers.set(attempt, id)
    }
  }
  return makers
}

/** An adoption after its end says that it is there after all. */
const isEnded = (id: InstanceId, { ends, adoptions }: Facts): boolean =>
  (ends.get(id)?.at ?? -1) > (adoptions.get(id) ?? -1)

/**
 * The last change of an instance that nothing has settled. Its end settles what was open, and so does a person who adopts
 * the instance.
 */
function openOperation(id: InstanceId, facts: Facts): OpenOperation | undefined {
  const settledAt = Math.max(facts.adoptions.get(id) ?? -1, facts.ends.get(id)?.at ?? -1)
  const open = (facts.operations.get(id) ?? []).findLast(
    ({ at, record }) => at > settledAt && !facts.settled.has(record.attempt),
  )
  if (open === undefined) return undefined
  const { attempt, operation, time: since, because, from, to, digest } = open.record
  const reason = facts.operationDoubts.get(attempt)
  return { attempt, operation, since, because, from, to, digest, reason }
}

/** A person who adopts the instance says how it is. */
function lostReset(id: InstanceId, facts: Facts): string | undefined {
  const adopted = facts.adoptions.get(id) ?? -1
  const resets = (facts.operations.get(id) ?? []).filter(
    ({ at, record }) => record.operation === 'upgrade' && at > adopted,
  )
  const done = resets.findLastIndex(({ record }) => facts.done.has(record.attempt))
  return resets.slice(done + 1).findLast(({ record }) => facts.givenUp.has(record.attempt))?.record
    .time
}

/** None where a person said later that the instance is the one. Whether the successor is ours still, the plan looks at. */
function successorOf(id: InstanceId, facts: Facts): InstanceId | undefined {
  const successor = facts.successors.get(id)
  return successor !== undefined && successor.at > (facts.adoptions.get(id) ?? -1)
    ? successor.by
    : undefined
}

/** The last word counts; before any, what the attempt or the adoption said that made it ours. */
function isProtected(
  id: InstanceId,
  maker: IntentRecord | AdoptedRecord | undefined,
  facts: Facts,
): boolean {
  const said = facts.protections.get(id)
  const adopted = maker?.type === 'adopted' ? (facts.adoptions.get(id) ?? -1) : -1
  return said !== undefined && said.at > adopted ? said.protect : maker?.protect === true
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
  refused: unknown?.refused === true,
  marker: line.type === 'intent' ? line.marker : undefined,
  skewMs: line.type === 'intent' ? line.skewMs : undefined,
  limitMs: line.type === 'intent' ? line.limitMs : undefined,
  settleMs: line.type === 'intent' ? line.settleMs : undefined,
  supersedes: line.type === 'intent' ? line.supersedes : undefined,
})

/** Where an entry last lost an instance, whatever took it. */
const droppedAt: LostAt = (facts, key, id) => dropOf(facts, key, id)?.at

/** The same where a person forgot it. */
function forgottenAt(facts: Facts, key: EntryKey, id: InstanceId): number | undefined {
  const drop = dropOf(facts, key, id)
  return drop?.by === undefined ? drop?.at : undefined
}

type LostAt = (facts: Facts, key: EntryKey, id: InstanceId) => number | undefined

/** The entries that own an instance: the last one that adopted it, else each that made it and did not lose it. */
function owners(
  id: InstanceId,
  claims: readonly (CreatedRecord | AdoptedRecord)[],
  facts: Facts,
  lostAt: LostAt = droppedAt,
): { readonly key: EntryKey; readonly instance: OwnedInstance }[] {
  const created = claims.filter((claim) => claim.type === 'created')
  const adopted = claims.findLast((claim) => claim.type === 'adopted')
  if (adopted !== undefined) {
    const { key } = adopted
    if ((lostAt(facts, key, id) ?? -1) > (facts.adoptions.get(id) ?? -1)) return []
    return [{ key, instance: adoptedInstance(adopted, created[0], facts) }]
  }
  const byKey = new Map<EntryKey, OwnedInstance>()
  for (const { key, attempt, time, how } of created) {
    if (byKey.has(key) || lostAt(facts, key, id) !== undefined) continue
    const intent = intentOf(facts, attempt)
    byKey.set(key, {
      id,
      since: time,
      madeAt: facts.makings.get(id),
      how,
      ...applied(id, intent, facts),
      hourly: intent?.hourly,
      marker: intent?.marker,
      answered: how === 'answered' && intent !== undefined ? answeredBy(intent, time) : undefined,
      supersededBy: successorOf(id, facts),
      protect: isProtected(id, intent, facts),
      open: openOperation(id, facts),
      lostReset: lostReset(id, facts),
    })
  }
  return [...byKey].map(([key, instance]) => ({ key, instance }))
}

const answeredBy = (
  { attempt, time: since, skewMs, limitMs, settleMs }: IntentRecord,
  until: string,
): AnsweredAttempt => ({ attempt, since, until, skewMs, limitMs, settleMs })

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
    madeAt: facts.makings.get(record.id),
    how: 'adopted',
    ...(record.digest === undefined
      ? applied(record.id, intent, facts)
      : applied(record.id, record, facts, facts.adoptions.get(record.id))),
    hourly: intent?.hourly,
    marker: intent?.marker,
    supersededBy: successorOf(record.id, facts),
    protect: isProtected(record.id, record, facts),
    open: openOperation(record.id, facts),
    lostReset: lostReset(record.id, facts),
  }
}

/**
 * What was applied last: by the step of a change that was seen done, by what the account showed without one, or else when
 * the instance was made or adopted. `since`:
 * where a person said what counts as applied, so that nothing before that does.
 */
function applied(
  id: InstanceId,
  first: Pick<OwnedInstance, 'digest' | 'spec'> | undefined,
  facts: Facts,
  since = -1,
): Pick<OwnedInstance, 'digest' | 'spec'> {
  let last = first
  let at = since
  for (const { record } of facts.operations.get(id) ?? []) {
    const doneAt = facts.done.get(record.attempt)
    if (record.spec === undefined || doneAt === undefined || doneAt <= at) continue
    last = { digest: record.digest, spec: record.spec }
    at = doneAt
  }
  for (const { at: seenAt, record } of facts.applied.get(id) ?? []) {
    if (seenAt <= at) continue
    last = record
    at = seenAt
  }
  return { digest: last?.digest, spec: last?.spec }
}

/** The name behind a key, for lines that do not repeat it: an unnamed entry's key is `~<digest>#<n>`. */
export const nameIn = (key: EntryKey): string | undefined =>
  /^~.*#\d+$/.test(key) ? undefined : key
