import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import { UNKNOWN_VALUE, type UnvalidatedEntry } from '../validation/cast.ts'
import { spanOf } from '../yaml/tree.ts'
import { MAY_LAY } from './rungs.ts'

/** What is sold out is so when it is asked for again: an item of `fallback` that changes nothing is a mistake. */
export function rungsDiffer(
  entry: UnvalidatedEntry,
  rungs: readonly UnvalidatedEntry[],
): readonly Diagnostic[] {
  const seen = new Map<string, number>()
  const diagnostics: Diagnostic[] = []
  for (const [nth, draft] of [entry, ...rungs].entries()) {
    const mark = markOf(draft)
    if (mark === undefined) continue
    const earlier = seen.get(mark)
    if (earlier === undefined) seen.set(mark, nth)
    else diagnostics.push(...repeated(draft, earlier))
  }
  return diagnostics
}

/** What an item may differ in; `undefined` while some of it is not known. */
function markOf({ value }: UnvalidatedEntry): string | undefined {
  const laid = [...MAY_LAY].map((field) => value[field] ?? '')
  return laid.includes(UNKNOWN_VALUE) ? undefined : JSON.stringify(laid)
}

/** None where a key is misspelled: what it means is not there yet. */
function repeated({ definition }: UnvalidatedEntry, earlier: number): readonly Diagnostic[] {
  const { place, over } = definition
  if (over === undefined) return []
  const { entry, pointer } = over
  const list = entry.fields.find(({ key }) => key === 'fallback')?.value
  const item = list?.kind === 'seq' ? list.items[Number(pointer.split('/').at(-1))] : undefined
  if (item?.kind !== 'map' || item.pairs.some(({ key }) => !MAY_LAY.has(key))) return []
  const itemPlace = { ...place, pointer, span: spanOf(item) }
  return [diagnose('fallback-repeats', itemPlace, { earlier })]
}
