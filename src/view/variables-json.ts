import { rangeOf } from '../source/place.ts'
import type { Json } from '../spec/secret.ts'
import type { PlacedVariable } from '../spec/variables.ts'

/** The variables of the files for machines: names, places and whether they are set; never a value. */
export const variablesJson = (
  uses: readonly PlacedVariable[],
  isSet: (name: string) => boolean,
): { readonly [key: string]: Json } => ({
  formatVersion: '1.0',
  variables: uniqueNames(uses).map((name) => {
    const own = uses.filter((use) => use.name === name)
    return {
      name,
      required: own.some(({ how }) => how === 'required'),
      set: isSet(name),
      uses: own.map(({ how, field, place }) => {
        const { start, end } = rangeOf(place)
        const range = { start: { ...start }, end: { ...end } }
        return { how, field, file: place.file.path, pointer: place.pointer, range }
      }),
    }
  }),
})

/** Each name once, in the order of first use. */
export const uniqueNames = (uses: readonly PlacedVariable[]): readonly string[] => [
  ...new Set(uses.map(({ name }) => name)),
]
