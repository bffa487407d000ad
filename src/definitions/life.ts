import { unreachable } from '../model/unreachable.ts'

/** What an entry says of the life of its instances, under keys of our own: never sent, and no part of the digest. */
export interface Life {
  /** Whether they may never be destroyed, replaced or reset; `undefined`: what the ledger has stays, and a new one may. */
  readonly protect: boolean | undefined
  /** What they are to be; `undefined`: not managed. */
  readonly desiredStatus: 'running' | 'stopped' | undefined
  /** In which order one is replaced; `undefined`: the new one is made first. */
  readonly replaceBy: ReplaceBy | undefined
  /** Until when what is paid by the month is to be paid at least, in Unix seconds; `undefined`: not managed. */
  readonly paidUntil: number | undefined
  /** When they expire; `undefined`: never. */
  readonly expires: Expiry | undefined
}

export const REPLACE_BY = ['create-first', 'destroy-first'] as const

export type ReplaceBy = (typeof REPLACE_BY)[number]

/** A point in time, or a time that counts from the creation of each instance. `text` is what was written, for views. */
export type Expiry =
  | {
      readonly kind: 'at'
      /** In milliseconds since the epoch. */
      readonly at: number
      readonly text: string
    }
  | {
      readonly kind: 'after'
      /** Whole seconds, in milliseconds. */
      readonly ms: number
      readonly text: string
    }

/** When an instance expires that was created then; both in milliseconds since the epoch. */
export function expiresAt(expiry: Expiry, createdAtMs: number): number {
  switch (expiry.kind) {
    case 'at':
      return expiry.at
    case 'after':
      return createdAtMs + expiry.ms
    default:
      return unreachable(expiry)
  }
}
