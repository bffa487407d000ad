import type { Location, SourceFile } from '../../model/location.ts'

/** Sorts what has a place as a person reads: by file in the order given, then by where it starts. */
export function inFileOrder<Placed extends { readonly place: Location }>(
  all: readonly Placed[],
  files: readonly SourceFile[],
): readonly Placed[] {
  const rank = new Map<SourceFile, number>()
  for (const file of files) if (!rank.has(file)) rank.set(file, rank.size)
  const rankOf = ({ place }: Placed): number => rank.get(place.file) ?? rank.size
  return all.toSorted(
    (one, other) =>
      rankOf(one) - rankOf(other) ||
      one.place.span.start - other.place.span.start ||
      one.place.span.end - other.place.span.end,
  )
}
