import { pointerTo } from '../../model/location.ts'
import { OWN_FIELDS } from '../../schema/fields.generated.ts'
import { type Definition, fieldPlace } from '../definition.ts'

/**
 * The items of `fallback`, each laid over its entry: what is tried where the one before it is sold out, as an entry of its
 * own. What an item may not have is left out, since the check of the entry tells it.
 */
export function rungsOf(definition: Definition): readonly Definition[] {
  const fallback = definition.fields.find(({ key }) => key === 'fallback')
  if (fallback?.value.kind !== 'seq') return []
  const { pointer } = fieldPlace(definition, fallback)
  return fallback.value.items.flatMap((item, index): readonly Definition[] => {
    if (item.kind !== 'map') return []
    const laid = item.pairs.filter(({ key }) => MAY_LAY.has(key))
    const keys = new Set(['fallback', ...laid.map(({ key }) => key)])
    const { inheritedEnvs: _, ...entry } = definition
    return [
      {
        ...entry,
        fields: [...laid, ...definition.fields.filter(({ key }) => !keys.has(key))],
        own: laid.length,
        incomplete: definition.incomplete || item.incomplete === true,
        over: { entry: definition, pointer: pointerTo(pointer, index) },
      },
    ]
  })
}

/** The fields that an item may lay over its entry. */
export const MAY_LAY: ReadonlySet<string> = new Set(OWN_FIELDS.fallback.over)
