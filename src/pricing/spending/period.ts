import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { Condition } from '../../ledger/lifetime/stretch.ts'
import type { InstanceId } from '../../ledger/record.ts'

/** A time in which an instance was there, or may have been, and what it cost as far as anybody can say. */
export interface Period {
  readonly key: EntryKey
  readonly name: string | undefined
  /** `undefined`: an attempt without an outcome, which may have made one. */
  readonly id: InstanceId | undefined
  /** Unix seconds; `undefined` where nobody knows since when. */
  readonly from: number | undefined
  /** Unix seconds; later than `from`. */
  readonly to: number
  readonly cost: PeriodCost
}

export type PeriodCost = KnownCost | UnknownCost

interface KnownCost {
  readonly kind: 'known'
  /** Of an hour, in units of `Price`. */
  readonly price: number
  /** `ledger`: the list price when it was applied. `quote`: the one of now. */
  readonly from: 'ledger' | 'quote'
}

/** Nobody knows, which is not nothing. */
interface UnknownCost {
  readonly kind: 'unknown'
  readonly why: UnknownWhy
  /** The most that an hour may have cost, in units of `Price`; `undefined` where nothing bounds it. */
  readonly atMost: number | undefined
}

export type UnknownWhy =
  | { readonly code: Exclude<Condition, 'running'> }
  /** It was there before it was adopted. */
  | { readonly code: 'before-adoption' }
  /** What was charged for whole months is not in the ledger. */
  | { readonly code: 'prepaid' }
  /** `detail` ends a sentence. */
  | { readonly code: 'no-price'; readonly detail: string }

/** How long a period is, in seconds; 0 where nobody knows since when. */
export const secondsOf = ({ from = Number.POSITIVE_INFINITY, to }: Period): number =>
  Math.max(0, to - from)
