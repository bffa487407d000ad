declare const brand: unique symbol

/** A text that must not be mixed up with other texts; it gets its brand in one place only. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name }
