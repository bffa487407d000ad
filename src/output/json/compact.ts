import type { Json } from '../../model/secret.ts'

export type JsonObject = { readonly [member: string]: Json }

/** Without the members that have no value: JSON has no `undefined`. */
export function compact(members: { readonly [key: string]: Json | undefined }): JsonObject {
  const present = Object.entries(members).filter(
    (member): member is [string, Json] => member[1] !== undefined,
  )
  return Object.fromEntries(present)
}
