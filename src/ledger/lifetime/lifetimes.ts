import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { Json } from '../../model/secret.ts'
import { collect, type Facts, inOrder } from '../facts.ts'
import type { AttemptId, InstanceId, IntentRecord, LedgerRecord, UnknownRecord } from '../record.ts'
import { nameIn } from '../state.ts'
import { type Beginning, beginningOf } from './beginning.ts'
import type { Stretch } from './stretch.ts'
import { begin, paidOf, turn, type Walk } from './walk.ts'

/** What the ledger tells of the whole life of an instance that is or was ours, or that an attempt may have made. */
export interface Lifetime {
  /** The entry that owned it last. */
  readonly key: EntryKey
  readonly name: string | undefined
  /** `undefined`: an attempt without an outcome, which may have made one. */
  readonly id: InstanceId | undefined
  /** List price of an hour, in units of the currency: when it was applied, or else when it was changed last. */
  readonly hourly: number | undefined
  /** What was applied; `undefined` when it was adopted without a definition. */
  readonly spec: Json | undefined
  /** It was there before its first stretch, and nothing says since when. */
  readonly startsBefore: boolean
  /** In time, one after the other without a gap. */
  readonly stretches: readonly Stretch[]
}

/**
 * The lives that the lines of a ledger tell of, ended ones included. The order of the lines does not matter, nor does a line
 * that is there twice. A time that a clock puts before that of an earlier line counts as the same moment.
 */
export function lifetimesIn(records: readonly LedgerRecord[]): readonly Lifetime[] {
  const facts = collect(records)
  const begun = new Map<InstanceId, Begun>()
  for (const [id, [first, ...others]] of facts.claims) {
    if (first === undefined) continue
    const beginning = beginningOf(first, others, facts)
    begun.set(id, { beginning, walk: begin(beginning) })
  }
  for (const record of inOrder(records)) {
    for (const id of idsIn(record, facts)) {
      const life = begun.get(id)
      if (life !== undefined) turn(life.walk, record)
    }
  }
  return [
    ...[...begun].map(([id, life]) => lifeOf(id, life, facts)),
    ...[...facts.tries].flatMap(([attempt, line]) => inDoubt(attempt, line, facts)),
  ]
}

/** Of the instances that are stopped for all that the ledger says, since when; milliseconds since the epoch. */
export const stoppedSinceIn = (lifetimes: readonly Lifetime[]): ReadonlyMap<InstanceId, number> =>
  new Map(
    lifetimes.flatMap(({ id, stretches }) => {
      const last = stretches.at(-1)
      return id !== undefined && last?.what === 'stopped' && last.to === undefined
        ? [[id, last.from]]
        : []
    }),
  )

/** Those of them that are of an instance, by its id. */
export const lifetimesById = (lifetimes: readonly Lifetime[]): ReadonlyMap<InstanceId, Lifetime> =>
  new Map(lifetimes.flatMap((life) => (life.id === undefined ? [] : [[life.id, life]])))

interface Begun {
  readonly beginning: Beginning
  readonly walk: Walk
}

/** The instances whose lives a line tells of. */
function idsIn(record: LedgerRecord, { made }: Facts): readonly InstanceId[] {
  switch (record.type) {
    case 'intent':
      return made.has(record.attempt) ? record.replaces : []
    case 'forgotten':
      return record.ids
    case 'created':
    case 'adopted':
    case 'operation':
    case 'settled':
      return [record.id]
    default:
      return []
  }
}

function lifeOf(
  id: InstanceId,
  { beginning: { hourly, spec, startsBefore }, walk }: Begun,
  { names, operations }: Facts,
): Lifetime {
  const {
    owners: [key],
    now,
    at: from,
  } = walk
  const priced = operations.get(id)?.findLast(({ record }) => record.hourly !== undefined)
  const open: readonly Stretch[] =
    now === 'ended' || now === 'dropped'
      ? []
      : [{ what: now, from, to: undefined, ...paidOf(walk) }]
  return {
    key,
    name: names.get(key) ?? nameIn(key),
    id,
    hourly: hourly ?? priced?.record.hourly,
    spec,
    startsBefore,
    stretches: [...walk.stretches, ...open],
  }
}

function inDoubt(
  attempt: AttemptId,
  line: IntentRecord | UnknownRecord,
  { made, closed, names }: Facts,
): readonly Lifetime[] {
  if (made.has(attempt) || closed.has(attempt)) return []
  const { key, time } = line
  const intent = line.type === 'intent' ? line : undefined
  return [
    {
      key,
      name: names.get(key) ?? nameIn(key),
      id: undefined,
      hourly: intent?.hourly,
      spec: intent?.spec,
      startsBefore: false,
      stretches: [{ what: 'in-doubt', from: Date.parse(time), to: undefined }],
    },
  ]
}
