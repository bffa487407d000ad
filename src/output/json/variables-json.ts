import type { PlacedVariable } from '../../definitions/interpolation/variables.ts'
import { addTo } from '../../model/append-to.ts'
import { rangeOf } from '../../model/location.ts'
import type { Json } from '../../model/secret.ts'

/** The variables of the files for machines: names, places and whether they are set; never a value. */
export const variablesJson = (
  uses: readonly PlacedVariable[],
  isSet: (name: string) => boolean,
): { readonly [key: string]: Json } => ({
  formatVersion: '1.0',
  variables: [...usesByName(uses)].map(([name, own]) => ({
    name,
    required: own.some(({ how }) => how === 'required'),
    set: isSet(name),
    uses: own.map(({ how, field, place }) => {
      const { start, end } = rangeOf(place)
      const range = { start: { ...start }, end: { ...end } }
      return { how, field, file: place.file.path, pointer: place.pointer, range }
    }),
  })),
})

/** The uses of each variable, in the order of the first ones. */
export function usesByName(
  uses: readonly PlacedVariable[],
): ReadonlyMap<string, readonly PlacedVariable[]> {
  const byName = new Map<string, PlacedVariable[]>()
  for (const use of uses) addTo(byName, use.name, use)
  return byName
}
