/**
 * What `--allow` can let `apply` do without a further question. Creating is what the files ask for: it needs no word.
 * `update` changes what runs, `reset` also resets its container, `drift` undoes what others changed.
 */
export const ALLOW_WORDS = [
  'recreate',
  'update',
  'reset',
  'drift',
  'start',
  'stop',
  'destroy',
] as const

export type AllowWord = (typeof ALLOW_WORDS)[number]

/** Those that a config may hold: no checkout allows itself to end anything. */
export const CONFIG_ALLOW_WORDS = [
  'recreate',
  'update',
  'reset',
  'drift',
  'start',
  'stop',
] as const satisfies readonly AllowWord[]
