/**
 * What `--allow` can let `apply` do without a further question. Creating is what the files ask for: it needs no word.
 * `update` changes what runs, `reset` also resets its container, `drift` undoes what others changed, `pay` spends
 * money in advance, and `replace` ends an instance once another one runs in its place.
 */
export const ALLOW_WORDS = [
  'recreate',
  'update',
  'reset',
  'drift',
  'start',
  'stop',
  'pay',
  'replace',
  'destroy',
] as const

export type AllowWord = (typeof ALLOW_WORDS)[number]

/** Those that a config may hold: no checkout allows itself to end anything, nor to spend what cannot be undone. */
export const CONFIG_ALLOW_WORDS = [
  'recreate',
  'update',
  'reset',
  'drift',
  'start',
  'stop',
] as const satisfies readonly AllowWord[]
