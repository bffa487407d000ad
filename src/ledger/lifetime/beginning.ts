import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { Json } from '../../model/secret.ts'
import { type Facts, intentOf } from '../facts.ts'
import type { AdoptedRecord, CreatedRecord, IntentRecord } from '../record.ts'

/** How the life of an instance begins in the ledger. */
export interface Beginning {
  /** The entries whose attempts made it, or else the one that adopted it first. */
  readonly owners: readonly [EntryKey, ...EntryKey[]]
  /** Milliseconds since the epoch. */
  readonly at: number
  /** It was there before that, and nothing says since when. */
  readonly startsBefore: boolean
  readonly hourly: number | undefined
  readonly spec: Json | undefined
}

type Claim = CreatedRecord | AdoptedRecord

/** The beginning by the lines that give an instance to an entry, in the common order. */
export function beginningOf(first: Claim, others: readonly Claim[], facts: Facts): Beginning {
  const claims = [first, ...others]
  const created = claims.filter((claim) => claim.type === 'created')
  const adopted = claims.filter((claim) => claim.type === 'adopted')
  const settled = adopted.flatMap(({ settles }) => settles)
  const makers = [...created.map(({ attempt }) => attempt), ...settled].flatMap(
    (attempt) => intentOf(facts, attempt) ?? [],
  )
  const made = [
    ...created.map((claim) => madeAt(claim, intentOf(facts, claim.attempt))),
    ...(created.length > 0 ? [] : makers.map(({ time }) => time)),
  ]
  const times = made.length > 0 ? made : adopted.map(({ time }) => time)
  return {
    owners: ownersOf(first, others),
    at: Math.min(...times.map((time) => Date.parse(time))),
    startsBefore: made.length === 0,
    hourly: makers.find(({ hourly }) => hourly !== undefined)?.hourly,
    spec: adopted.findLast(({ spec }) => spec !== undefined)?.spec ?? makers[0]?.spec,
  }
}

function ownersOf(first: Claim, others: readonly Claim[]): Beginning['owners'] {
  const created = others.filter(({ type }) => type === 'created').map(({ key }) => key)
  return [first.key, ...created.filter((key) => key !== first.key)]
}

/** One that was found later was made by the call of its attempt, which came right after the intent. */
const madeAt = ({ how, time }: CreatedRecord, intent: IntentRecord | undefined): string =>
  how === 'found' && intent !== undefined ? intent.time : time
