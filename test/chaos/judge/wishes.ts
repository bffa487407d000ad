import type { State } from '../../../src/ledger/state.ts'
import type { ServiceOfStory } from '../service/service-of-story.ts'
import { type Field, offIn } from '../service/settings.ts'
import { isGone, isMade, type Truth } from '../service/truth.ts'
import { type Entry, endOf } from '../story/entry.ts'
import { type Order, onlyOf } from '../story/order.ts'
import { isListSound, type Trouble } from '../trouble/trouble.ts'
import { label } from './check-call.ts'
import { isOwnedBy, type Owned, ownedIn, returnedIn } from './owned.ts'

/** What an order wanted of the world, and how the world is after it. */
export interface Wished {
  readonly order: Order
  readonly entries: readonly Entry[]
  readonly truth: readonly Truth[]
  /** What the ledgers said before the start of the program. */
  readonly before: State
  /** And after it, or as of now. */
  readonly after: State
  /** When the program was started, and when the truth was looked at, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  readonly shown: ServiceOfStory['shown']
  readonly between: ServiceOfStory['between']
  /** The value that the file refers to. */
  readonly token: string
  /** What goes wrong meanwhile. */
  readonly troubles: readonly Trouble[]
}

/** Something that is not as the order wanted it. */
export interface Unmet {
  readonly name: string | undefined
  /** What is to be told of it by its id. */
  readonly id: string | undefined
  readonly what: string
  /** An end that was seen: nobody else can undo it. */
  readonly isEnd: boolean
  /** It was as wanted when the service told of it, or may have been: others may have changed it then. */
  readonly wasMet: boolean
  /** It is otherwise than its entry defines it. */
  readonly isOff?: true
  /** Several live, and one of them was made just now: who is told not to ask the account cannot know of the others. */
  readonly isMadeBeside?: boolean
}

/** What of an order is not true, by the service's own truth. */
export function unmet(wished: Wished): readonly Unmet[] {
  const { order, before } = wished
  switch (order.order) {
    case 'apply':
      return [...unmade(wished), ...(order.prune ? left(wished) : [])]
    case 'destroy': {
      if (order.scope === 'files') {
        return ours(wished)
          .filter(({ truth }) => !isGone(truth))
          .flatMap(unended)
      }
      const { entries } = wished
      const owned = heldIn(before, wished).filter(({ name }) => isOwnedBy(order, entries, name))
      return owned.flatMap((each) => alive(each, wished))
    }
    case 'reap':
      return ours(wished)
        .filter(({ truth, entry }) => isOver(entry, truth, wished) && !isGone(truth))
        .flatMap(unended)
    case 'stop':
    case 'start':
      return switched(wished, order.order)
  }
}

interface Ours {
  readonly entry: Entry
  readonly truth: Truth
  readonly isProtected: boolean
}

/** What the program made for the entries that the order is about. */
function ours({ order, entries, truth, before, after }: Wished): readonly Ours[] {
  const only = onlyOf(order)
  const shielded = protectedIn(before, after)
  return entries
    .filter(({ name }) => only === undefined || name === only)
    .flatMap((entry) =>
      truth
        .filter((each) => isMade(each) && each.askedName === (entry.name ?? ''))
        .map((each) => ({
          entry,
          truth: each,
          isProtected: entry.protect || shielded.has(each.id),
        })),
    )
}

/** What is protected is left alone: that is what somebody asked for. */
const unended = ({
  entry: { name },
  truth: { id, status },
  isProtected,
}: Ours): readonly Unmet[] =>
  isProtected
    ? []
    : [{ name, id, what: `${id} of ${label(name)} is ${status}`, isEnd: true, wasMet: false }]

/** What the ledgers hold: where the account shows what there is, also what had counted as gone. */
const heldIn = (state: State, { truth, troubles }: Wished): readonly Owned[] => [
  ...ownedIn(state),
  ...(isListSound(troubles) ? returnedIn(state, truth) : []),
]

/** What no file has any more, and what was asked to end anyway. */
const left = (wished: Wished): readonly Unmet[] =>
  heldIn(wished.before, wished)
    .filter(({ name }) => wished.entries.every((each) => each.name !== name))
    .flatMap((each) => alive(each, wished))

function alive({ id, name, protect }: Owned, { truth, entries }: Wished): readonly Unmet[] {
  const instance = truth.find((each) => each.id === id)
  const entry = entries.find((each) => each.name === name)
  if (protect || entry?.protect === true || instance === undefined || isGone(instance)) return []
  return [
    { name, id, what: `${id} of ${label(name)} is ${instance.status}`, isEnd: true, wasMet: false },
  ]
}

/** One living instance of each entry, as the entry wants it. */
function unmade(wished: Wished): readonly Unmet[] {
  const { order, entries, truth } = wished
  const only = onlyOf(order)
  return entries
    .filter(({ name }) => only === undefined || name === only)
    .flatMap((entry): readonly Unmet[] => {
      const { name, desiredStatus } = entry
      const living = truth.filter((each) => each.name === (name ?? '') && !each.isLeaving)
      const [one] = living
      if (one === undefined && isSpent(entry, wished)) return []
      if (one === undefined || living.length > 1) {
        const ids = living.map(({ id }) => id).join(', ')
        const what = `${label(name)} lives ${living.length} times: ${ids}`
        const isMadeBeside = living.some(({ createdAt }) => createdAt >= wished.startedAt)
        const wasMet = wasAlone(name ?? '', living, wished)
        return [{ name, id: undefined, what, isEnd: false, wasMet, isMadeBeside }]
      }
      const { id, status } = one
      const off = offIn(one.settings, entry, wished.token)
      if (off.length > 0) {
        const since = pastOf(id, wished)
        const wasSo = (field: Field) =>
          since?.some((then) => !offIn(then.settings, entry, wished.token).includes(field))
        const wasMet = since === undefined || off.every(wasSo)
        const what = `${id} of ${label(name)} has not the ${off.join(', ')} of the file`
        return [{ name, id, what, isEnd: false, wasMet, isOff: true }]
      }
      const isAsWanted = (then: Truth) => isInState(desiredStatus, then.status)
      const isExpired = isOver(entry, one, wished)
      if (isAsWanted(one) && !isExpired) return []
      const wanted = isExpired ? 'over' : desiredStatus
      const what = `${id} of ${label(name)} is to be ${wanted}, and is ${status}`
      const wasMet = !isExpired && (pastOf(id, wished)?.some(isAsWanted) ?? true)
      return [{ name, id, what, isEnd: false, wasMet }]
    })
}

/** What an instance was since the program was started, the oldest first; `undefined` where nobody noted it. */
const pastOf = (
  id: string,
  { between, startedAt }: Pick<Wished, 'between' | 'startedAt'>,
): readonly Truth[] | undefined => between(id, startedAt, Date.now())

/** Whether there was just one of a name for a while, or may have been: others took it away since, or made another one. */
function wasAlone(name: string, living: readonly Truth[], wished: Wished): boolean {
  const bears = (then: Truth | undefined) => then?.name === name && !then.isLeaving
  if (living.length === 0) {
    return wished.truth.some(({ id }) => pastOf(id, wished)?.some(bears) ?? true)
  }
  const fromTheStart = living.filter(
    (each) =>
      isMade(each) ||
      (each.createdAt < wished.startedAt && bears(pastOf(each.id, wished)?.[0] ?? each)),
  )
  return fromTheStart.length <= 1
}

const isInState = (wanted: Entry['desiredStatus'], status: string | undefined): boolean => {
  switch (wanted) {
    case 'stopped':
      return status === 'exited'
    case 'running':
      return isOnItsWay(status)
    case undefined:
      return true
  }
}

/** Whether an entry had an instance whose time was over, and that has ended: it is not made again. */
export const isSpent = (
  entry: Entry,
  { truth, endedAt }: Pick<Wished, 'truth' | 'endedAt'>,
): boolean =>
  truth.some(
    (each) =>
      each.askedName === (entry.name ?? '') &&
      each.isLeaving &&
      isOver(entry, each, { startedAt: endedAt }),
  )

/** It runs, or will: who only applies does not wait for that. */
const isOnItsWay = (status: string | undefined): boolean =>
  /^(?:running|toCreate|creating|pulling|toStart|starting)$/.test(status ?? '')

const isTold = (shown: readonly Truth[] | undefined, status: string): boolean =>
  shown?.some((each) => each.status === status) === true

const TARGETS = { stop: 'exited', start: 'running' } as const

function switched(wished: Wished, operation: 'stop' | 'start'): readonly Unmet[] {
  const owned = new Set(heldIn(wished.before, wished).map(({ id }) => id))
  return ours(wished)
    .filter(({ truth: { id, isLeaving } }) => owned.has(id) && !isLeaving)
    .filter(({ truth: { status } }) => status !== TARGETS[operation])
    .map(({ entry: { name }, truth: { id, status } }) => ({
      name,
      id,
      what: `${id} of ${label(name)} is ${status}, after a ${operation}`,
      isEnd: false,
      wasMet: wished.shown === undefined || isTold(wished.shown.get(id), TARGETS[operation]),
    }))
}

const isOver = (
  entry: Entry,
  { createdAt }: Truth,
  { startedAt }: Pick<Wished, 'startedAt'>,
): boolean => (endOf(entry, createdAt) ?? Number.POSITIVE_INFINITY) <= startedAt

/** What an open attempt protects is known once the attempt is settled. What was owned before is protected or not by then. */
function protectedIn(before: State, after: State): ReadonlySet<string> {
  const owned = ownedIn(before)
  const known = new Set<string>(owned.map(({ id }) => id))
  const found = ownedIn(after).filter(({ id }) => !known.has(id))
  return new Set([...owned, ...found].flatMap(({ id, protect }) => (protect ? [id] : [])))
}
