import type { EntryKey } from '../definitions/instance-spec.ts'
import { addTo } from '../model/append-to.ts'
import { unreachable } from '../model/unreachable.ts'
import { encode } from './codec.ts'
import type {
  AdoptedRecord,
  AppliedRecord,
  AttemptId,
  CreatedRecord,
  DefinitionFile,
  InstanceId,
  IntentRecord,
  LedgerRecord,
  OperationRecord,
  SettledRecord,
  UnknownRecord,
} from './record.ts'

export type Lists<Key, Item> = Map<Key, Item[]>

/** What all lines say together, by what they speak of. Positions count in the common order. */
export interface Facts {
  readonly names: Map<EntryKey, string>
  readonly files: Map<EntryKey, DefinitionFile>
  /** What tells of each attempt: its intent, or its `unknown` where that is lost. */
  readonly tries: Map<AttemptId, IntentRecord | UnknownRecord>
  readonly unknowns: Map<AttemptId, UnknownRecord>
  /** Attempts that made an instance, and attempts that made none. */
  readonly made: Set<AttemptId>
  readonly closed: Set<AttemptId>
  /** The ids that attempts were answered with, and that are other instances'. */
  readonly disowned: Map<AttemptId, ReadonlySet<InstanceId>>
  /** The lines that give an instance to an entry. */
  readonly claims: Lists<InstanceId, CreatedRecord | AdoptedRecord>
  /** What was made to take the place of an instance, and where its line is. */
  readonly successors: Map<InstanceId, { readonly at: number; readonly by: InstanceId }>
  /** Where an instance was last adopted. */
  readonly adoptions: Map<InstanceId, number>
  /** Where an entry last lost an instance. */
  readonly drops: Map<InstanceId, Map<EntryKey, Drop>>
  /** What was sent about each instance, and where each line is. */
  readonly operations: Lists<InstanceId, { readonly at: number; readonly record: OperationRecord }>
  /** What each instance was seen to have without a call, and where each line is. */
  readonly applied: Lists<InstanceId, { readonly at: number; readonly record: AppliedRecord }>
  /** The attempts of operations that have ended. */
  readonly settled: Set<AttemptId>
  /** Those of them that were given up: nobody waits for them any more. */
  readonly givenUp: Set<AttemptId>
  /** Where each operation was seen done, by its attempt. */
  readonly done: Map<AttemptId, number>
  /** Why the outcome of an operation is not known, by its attempt. */
  readonly operationDoubts: Map<AttemptId, string | undefined>
  /** Where an instance was last seen to have ended. */
  readonly ends: Map<InstanceId, { readonly at: number; readonly record: SettledRecord }>
  /** When an instance was made, as the line of its end tells it. */
  readonly makings: Map<InstanceId, string>
  /** The last word on whether an instance is protected. */
  readonly protections: Map<InstanceId, { readonly at: number; readonly protect: boolean }>
}

/** How an entry lost an instance. */
export interface Drop {
  readonly at: number
  /** The attempt that took its place, where one did; without one a person forgot it. */
  readonly by: IntentRecord | undefined
}

/** Reads all lines of a ledger, in whatever order they come. */
export function collect(records: readonly LedgerRecord[]): Facts {
  const ordered = inOrder(records)
  const facts: Facts = {
    names: new Map(),
    files: new Map(),
    tries: new Map(),
    unknowns: new Map(),
    made: new Set(),
    closed: new Set(),
    disowned: disownedIn(ordered),
    claims: new Map(),
    successors: new Map(),
    adoptions: new Map(),
    drops: new Map(),
    operations: new Map(),
    applied: new Map(),
    settled: new Set(),
    givenUp: new Set(),
    done: new Map(),
    operationDoubts: new Map(),
    ends: new Map(),
    makings: new Map(),
    protections: new Map(),
  }
  for (const [at, record] of ordered.entries()) note(facts, record, at)
  // Only now is it known which attempts made something.
  for (const [at, record] of ordered.entries()) {
    if (record.type !== 'intent' || !facts.made.has(record.attempt)) continue
    for (const id of record.replaces) drop(facts, record.key, id, { at, by: record })
  }
  for (const [at, record] of ordered.entries()) {
    for (const { attempt, by } of madeIn(record, facts)) {
      for (const id of intentOf(facts, attempt)?.supersedes ?? []) {
        if (id !== by) facts.successors.set(id, { at, by })
      }
    }
  }
  return facts
}

function disownedIn(records: readonly LedgerRecord[]): Facts['disowned'] {
  const disowned = new Map<AttemptId, ReadonlySet<InstanceId>>()
  for (const record of records) {
    if (record.type !== 'unknown' || record.disowns === undefined) continue
    const ids = disowned.get(record.attempt) ?? []
    disowned.set(record.attempt, new Set([...ids, record.disowns]))
  }
  return disowned
}

/** The attempts that a line says to have made an instance, and which: by the service, or by the word of a person. */
function madeIn(
  record: LedgerRecord,
  facts: Facts,
): readonly { readonly attempt: AttemptId; readonly by: InstanceId }[] {
  if (record.type === 'adopted') {
    return record.settles.map((attempt) => ({ attempt, by: record.id }))
  }
  return record.type === 'created' && !isDisowned(record, facts)
    ? [{ attempt: record.attempt, by: record.id }]
    : []
}

const isDisowned = ({ attempt, id }: CreatedRecord, { disowned }: Facts): boolean =>
  disowned.get(attempt)?.has(id) === true

function note(facts: Facts, record: LedgerRecord, at: number): void {
  switch (record.type) {
    case 'opened':
    case 'locked':
    case 'unlocked':
    case 'still':
    case 'copied':
    case 'sender':
      return
    case 'intent':
      if (record.name !== undefined) facts.names.set(record.key, record.name)
      if (record.file !== undefined) facts.files.set(record.key, record.file)
      if (intentOf(facts, record.attempt) === undefined) facts.tries.set(record.attempt, record)
      return
    case 'created':
      if (isDisowned(record, facts)) return
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
      for (const attempt of record.attempts) {
        facts.closed.add(attempt)
        facts.settled.add(attempt)
      }
      for (const id of record.ids) drop(facts, record.key, id, { at, by: undefined })
      return
    case 'operation':
      addTo(facts.operations, record.id, { at, record })
      noteMaking(facts, record)
      return
    case 'settled':
      noteMaking(facts, record)
      noteSettled(facts, record, at)
      return
    case 'protected':
      facts.protections.set(record.id, { at, protect: record.protect })
      return
    case 'moved':
      facts.files.set(record.key, record.file)
      return
    case 'applied':
      addTo(facts.applied, record.id, { at, record })
      return
    default:
      unreachable(record)
  }
}

function noteMaking({ makings }: Facts, { id, madeAt }: OperationRecord | SettledRecord): void {
  if (madeAt !== undefined) makings.set(id, madeAt)
}

function noteSettled(facts: Facts, record: SettledRecord, at: number): void {
  switch (record.result) {
    case 'unknown':
      facts.operationDoubts.set(record.attempt, record.reason)
      return
    case 'done':
      if (record.operation === 'delete') facts.ends.set(record.id, { at, record })
      facts.settled.add(record.attempt)
      facts.done.set(record.attempt, at)
      return
    case 'given-up':
      facts.givenUp.add(record.attempt)
      facts.settled.add(record.attempt)
      return
    case 'rejected':
    case 'not-sent':
      facts.settled.add(record.attempt)
      return
    default:
      unreachable(record.result)
  }
}

export function intentOf({ tries }: Facts, attempt: AttemptId): IntentRecord | undefined {
  const line = tries.get(attempt)
  return line?.type === 'intent' ? line : undefined
}

function drop(facts: Facts, key: EntryKey, id: InstanceId, lost: Drop): void {
  const drops = facts.drops.get(id) ?? new Map<EntryKey, Drop>()
  if (lost.at > (drops.get(key)?.at ?? -1)) drops.set(key, lost)
  facts.drops.set(id, drops)
}

export const dropOf = (facts: Facts, key: EntryKey, id: InstanceId): Drop | undefined =>
  facts.drops.get(id)?.get(key)

/** The one order of these lines that every reader agrees on, whichever way they were merged. */
export function inOrder(records: readonly LedgerRecord[]): readonly LedgerRecord[] {
  return [...records].sort(
    (one, other) =>
      (one.seq ?? 0) - (other.seq ?? 0) ||
      (one.time === other.time ? 0 : Date.parse(one.time) - Date.parse(other.time)) ||
      byText(encode(one), encode(other)),
  )
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
