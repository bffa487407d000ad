/** A JSON object as it came from the wire: nothing is known about its members. */
export type Wire = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is Wire =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The JSON value in a body; `undefined` for what is not JSON, or is not UTF-8. Never an error that quotes it. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

/** A member by its name, or by the name in another casing: the service writes `Id` here and `id` there. */
export function member(object: Wire, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name]
  const wanted = name.toLowerCase()
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === wanted)
  return key === undefined ? undefined : object[key]
}

/** A string that says something: `""` means "not set" on this wire. */
export function textIn(object: Wire, name: string): string | undefined {
  const value = member(object, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The same, as anyone may see it. */
export function cleanIn(
  object: Wire,
  name: string,
  clean: (text: string) => string,
): string | undefined {
  const text = textIn(object, name)
  return text === undefined ? undefined : clean(text)
}

/** An id: usually a string, sometimes a number; a number that lost digits is not an id. */
export function idIn(object: Wire, name: string): string | undefined {
  const value = member(object, name)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A number, which this wire often writes as text. */
export function numberIn(object: Wire, name: string): number | undefined {
  return toNumber(member(object, name))
}

export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^\s*-?\d+(\.\d+)?\s*$/.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

export function booleanIn(object: Wire, name: string): boolean | undefined {
  const value = member(object, name)
  if (typeof value === 'boolean') return value
  if (value === 'true') return true
  return value === 'false' ? false : undefined
}

/** A list whose every item can be read; one odd item makes the whole of it unknown. */
export function listIn<Item>(
  object: Wire,
  name: string,
  read: (item: Wire) => Item | undefined,
): readonly Item[] | undefined {
  const value = member(object, name)
  if (!Array.isArray(value)) return undefined
  const items: Item[] = []
  for (const each of value) {
    const item = isObject(each) ? read(each) : undefined
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

export function textsIn(object: Wire, name: string): readonly string[] | undefined {
  const value = member(object, name)
  if (!Array.isArray(value)) return undefined
  return value.filter((item): item is string => typeof item === 'string')
}
