import type { RemoteInstance } from './remote.ts'

/** An instance as listed, with these fields as they were told when it was asked for. */
export function withFields(
  listed: RemoteInstance,
  asked: RemoteInstance,
  fields: ReadonlySet<string>,
): RemoteInstance {
  const told = Object.fromEntries(Object.entries(asked).filter(([field]) => fields.has(field)))
  const blank = (asked.blank ?? []).filter((field) => fields.has(field))
  return {
    ...listed,
    ...told,
    blank: [...(listed.blank ?? []), ...blank],
    concealed: { ...asked.concealed, ...listed.concealed },
  }
}

/** The same with all that the list does not tell. */
export function withUntold(listed: RemoteInstance, asked: RemoteInstance): RemoteInstance {
  const untold = Object.entries(listed).flatMap(([field, value]) =>
    value === undefined ? field : [],
  )
  return withFields(listed, asked, new Set(untold))
}
