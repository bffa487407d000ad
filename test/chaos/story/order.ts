import type { AllowWord } from '../../../src/model/allow-word.ts'
import type { Dice } from './dice.ts'
import type { Entry } from './entry.ts'

/** What a person has the program do with the file. `only`: the name of the one entry that it is about. */
export type Order =
  | {
      readonly order: 'apply'
      readonly prune: boolean
      readonly allow: readonly AllowWord[]
      readonly only: string | undefined
    }
  | {
      readonly order: 'destroy'
      readonly scope: 'files' | 'all-owned'
      readonly only: string | undefined
    }
  | { readonly order: 'stop' | 'start'; readonly only: string | undefined }
  /** `watched`: by `status --watch --reap`, which goes on until a signal ends it. */
  | { readonly order: 'reap'; readonly watched?: true }

/** An apply of all entries that may do no more than create. */
export const PLAIN_APPLY: Order = { order: 'apply', prune: false, allow: [], only: undefined }

/** An apply with some words, of one entry or of all. */
export const applyWith = (only: string | undefined, ...allow: readonly AllowWord[]): Order => ({
  order: 'apply',
  prune: false,
  allow,
  only,
})

export const REAP: Order = { order: 'reap' }

export const WATCH: Order = { order: 'reap', watched: true }

/** Whether an order goes on until somebody ends it. */
export const isWatch = (order: Order): boolean => order.order === 'reap' && order.watched === true

/** The entry that an order is about, where it is about one alone. */
export const onlyOf = (order: Order): string | undefined =>
  order.order === 'reap' ? undefined : order.only

/** A call that makes or changes an instance. */
export type Call = 'create' | Change

/** A call that changes one. */
export type Change = 'delete' | 'start' | 'stop' | 'edit' | 'upgrade' | 'to-monthly'

/** The call that carries out a step of a plan. */
export const STEP_CALLS = {
  'edit-ports': 'edit',
  'grow-disk': 'edit',
  upgrade: 'upgrade',
  start: 'start',
  stop: 'stop',
  subscribe: 'to-monthly',
} as const satisfies Readonly<Record<string, Change>>

/** The calls that an order can lead to, besides those that read. */
export function callsOf(order: Order): readonly Call[] {
  switch (order.order) {
    case 'destroy':
    case 'reap':
      return ['delete']
    case 'stop':
    case 'start':
      return [order.order]
    case 'apply':
      return ['create', ...order.allow.flatMap((word) => CALL_OF[word] ?? [])]
  }
}

/** What a word lets an apply send. */
const CALL_OF: Readonly<Partial<Record<AllowWord, Change>>> = {
  start: 'start',
  stop: 'stop',
  update: 'edit',
  reset: 'upgrade',
  destroy: 'delete',
  replace: 'delete',
  pay: 'to-monthly',
}

/** Whether an order wants to be told how many instances are to go. */
export const endsSome = (order: Order): boolean =>
  order.order === 'apply' ? order.allow.includes('destroy') : order.order === 'destroy'

/** Whether an order is refused for what it is about: no entry, or a part of those that a prune has to know. */
export const isOutOfScope = (order: Order, entries: readonly Entry[]): boolean =>
  order.order === 'apply'
    ? order.prune && (order.only !== undefined || entries.length === 0)
    : entries.length === 0 && !(order.order === 'destroy' && order.scope === 'all-owned')

/** Draws an order that has something to do with the entries of the file, and with those that have just left it. */
export function drawOrder(
  { pick, chance }: Dice,
  {
    entries,
    hasLeft,
    hasChanged,
    mayBeAll,
  }: Readonly<{
    entries: readonly Entry[]
    hasLeft: boolean
    /** The file defines some otherwise than before, or somebody else changed them. */
    hasChanged: boolean
    mayBeAll: boolean
  }>,
): Order {
  const named = entries.flatMap(({ name }) => name ?? [])
  const only = chance(0.25) && named.length > 0 ? pick(named) : undefined
  if (hasChanged && chance(0.92)) {
    const isSwitched = entries.some(({ desiredStatus }) => desiredStatus !== undefined)
    const more = isSwitched && chance(0.6) ? (['start', 'stop'] as const) : []
    return { order: 'apply', prune: false, allow: [...pick(WORDS), ...more], only }
  }
  if (hasLeft && chance(0.85)) {
    // A prune of a part of the entries is refused: the others would look as if they had left.
    const part = chance(0.1) ? only : undefined
    return { order: 'apply', prune: true, allow: ['destroy'], only: part }
  }
  if (entries.some(({ expires }) => expires !== undefined) && chance(0.6)) {
    if (chance(0.7)) return { order: 'reap' }
    return { order: 'apply', prune: false, allow: ['destroy'], only: undefined }
  }
  if (entries.some(({ desiredStatus }) => desiredStatus !== undefined) && chance(0.6)) {
    const allow = pick([['start', 'stop'], ['start', 'stop'], ['stop'], []] as const)
    return { order: 'apply', prune: false, allow, only: undefined }
  }
  const order = pick([...DESTROYS, 'stop', 'stop', 'stop', 'start', 'start', 'apply'] as const)
  switch (order) {
    case 'destroy':
      return { order, scope: mayBeAll && chance(0.25) ? 'all-owned' : 'files', only }
    case 'stop':
    case 'start':
      return { order, only }
    case 'apply':
      return PLAIN_APPLY
  }
}

const DESTROYS = ['destroy', 'destroy', 'destroy', 'destroy', 'destroy'] as const

/** The words with which an apply may change what is there. */
const WORDS: readonly (readonly AllowWord[])[] = [
  ['update', 'reset'],
  ['update', 'reset'],
  ['update', 'reset'],
  ['update', 'reset'],
  ['update', 'reset'],
  ['update', 'reset'],
  ['update', 'reset', 'drift'],
  ['update', 'reset', 'drift'],
  ['replace'],
  ['replace'],
  ['update', 'reset', 'replace'],
  ['update', 'reset', 'replace'],
  ['update', 'reset', 'replace'],
  ['update', 'drift'],
  ['update'],
  ['reset'],
  ['drift'],
  [],
]
