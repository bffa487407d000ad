import type { EntryKey } from '../definitions/instance-spec.ts'
import type { Money, Quote } from './quote.ts'

/** The quote of an entry; `undefined` where nothing is to be paid for it. As fast for a large fleet as for a small one. */
export function quoteFor({ quotes }: Pick<Money, 'quotes'>, key: EntryKey): Quote | undefined {
  const known = byKey.get(quotes) ?? new Map(quotes.map((quote) => [quote.key, quote]))
  byKey.set(quotes, known)
  return known.get(key)
}

/** A view asks for one entry after the other. */
const byKey = new WeakMap<readonly Quote[], ReadonlyMap<EntryKey, Quote>>()
