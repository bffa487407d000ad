/** An amount of money in units of `Price`: known, not known and why, or none because it is not paid this way. */
export type Amount =
  | { readonly kind: 'known'; readonly price: number }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'none' }

/** A sum that never takes an unknown amount for nothing. */
export interface Total {
  /** The sum of what is known. */
  readonly price: number
  /** How many amounts are not in it. */
  readonly unknown: number
  /** How many amounts are in it. */
  readonly known: number
}

/** Adds amounts: integers, so exact as long as the sum is a safe integer. */
export function sum(amounts: readonly Amount[]): Total {
  let price = 0
  let known = 0
  let unknown = 0
  for (const amount of amounts) {
    if (amount.kind === 'unknown') unknown += 1
    if (amount.kind !== 'known') continue
    known += 1
    price += amount.price
  }
  return { price, known, unknown }
}

/** What is not known may be dearer than all that is. */
export function dearest(amounts: readonly Amount[]): Amount {
  const unknown = amounts.find(({ kind }) => kind === 'unknown')
  if (unknown !== undefined) return unknown
  return amounts.reduce<Amount>(
    (most, each) =>
      each.kind === 'known' && (most.kind !== 'known' || each.price > most.price) ? each : most,
    { kind: 'none' },
  )
}
