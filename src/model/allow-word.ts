/** What `--allow` can let `apply` do without a further question. Creating is what the files ask for: it needs no word. */
export const ALLOW_WORDS = ['recreate'] as const

export type AllowWord = (typeof ALLOW_WORDS)[number]
