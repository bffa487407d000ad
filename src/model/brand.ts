declare const brand: unique symbol

/** A string that must not be mixed up with other strings; it gets its brand in one place only. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name }
