import type { Change } from '../../../src/sandbox/faults/faults.ts'
import { SECRETS } from '../secrets.ts'
import { drawChangeTroubles } from '../trouble/draw-change-troubles.ts'
import { drawHandwork } from '../trouble/meddling.ts'
import type { Trouble } from '../trouble/trouble.ts'
import { type Blow, drawBlow } from './blow.ts'
import { CHANGES, redefined } from './definition.ts'
import type { Dice } from './dice.ts'
import type { Entry } from './entry.ts'
import { callsOf, drawOrder, isOutOfScope, type Order } from './order.ts'
import { NAMESAKES, type Namesake } from './stranger.ts'

/**
 * `adopt`: the person reads a plan, and runs each `adopt` that it advises. `copy`: they move the
 * ledger. `forge`: a checkout brings forged emergency files
 * beside the ledger. `wait`: the person waits until the time is over of all that expires within seconds.
 */
export type AsideKind = 'adopt' | 'copy' | 'forge' | 'wait'

/** A part of a story: a file, an order, what goes wrong meanwhile, and how each start of the program ends. */
export interface Act {
  /** The file from now on. */
  readonly entries: readonly Entry[]
  readonly order: Order
  /** They strike from the beginning of the act, in the place of those before. */
  readonly troubles: readonly Trouble[]
  /** What is done to the first starts; those after them are left alone. */
  readonly blows: readonly Blow[]
  /** The next act begins right after the last blow, with whatever that left open. */
  readonly isCutShort: boolean
  /**
   * How a person says how many instances are to go: counted by hand, read in a plan, by the id of one, or with the very
   * command that a plan prints.
   */
  readonly counted: 'by-hand' | 'in-plan' | 'by-id' | 'as-printed'
  /** The person says that it is right when the account shows none of ours. */
  readonly acceptGone: boolean
  /** Somebody else has made an instance of the name of the first entry, which is not what the entry says. */
  readonly namesake: Namesake | undefined
  /** What somebody else changed by hand before it. */
  readonly byHand: Change | undefined
  /** The token that the file refers to is another one by now. */
  readonly isRotated: boolean
  /** The file says the same as in the act before, in other words. */
  readonly isRespelt?: true
  /** What is done before its first start, besides. */
  readonly aside?: AsideKind
  /** How the move of the ledger ends: by itself, killed after so many milliseconds, or killed once it is begun. */
  readonly copyEnd?: 'whole' | 'begun' | number
  /** It begins when no instance is on its way any more. */
  readonly isAwaited: boolean
  /** What happens before it besides, one after the other. */
  readonly between?: readonly Between[]
}

/** Whether somebody saw the plan of an act, and agreed to all of it. */
export const isAgreedIn = ({ counted }: Pick<Act, 'counted'>): boolean =>
  counted === 'by-id' || counted === 'as-printed'

/** A person says of each attempt in doubt that it made nothing; what the service has taken and not done is done at last. */
export type Between = 'forget' | 'arrive'

/** An act in which nothing goes wrong. */
export const calmAct = (entries: readonly Entry[], order: Order): Act => ({
  entries,
  order,
  troubles: [],
  blows: [],
  isCutShort: false,
  counted: 'by-hand',
  acceptGone: false,
  namesake: undefined,
  byHand: undefined,
  isRotated: false,
  isAwaited: true,
})

/** The token that the file refers to in an act. */
export const tokenIn = ({ isRotated }: Pick<Act, 'isRotated'>): string =>
  isRotated ? SECRETS.rotated : SECRETS.token

export interface Course {
  /** The file of the first act. */
  readonly entries: readonly Entry[]
  readonly isEmbedded: boolean
  readonly isByLibrary: boolean
}

/** Draws what is done with a fleet once it has been applied. */
export function drawActs(dice: Dice, { entries, isEmbedded, isByLibrary }: Course): readonly Act[] {
  const { pick, chance } = dice
  const acts: Act[] = []
  let before = entries
  const length = isEmbedded ? 1 : pick([1, 1, 1, 1, 2, 2])
  // Many changes in place begin with one that is open.
  const isInPlace = chance(0.6)
  for (let nth = 0; nth < length + (isInPlace && chance(0.5) ? 1 : 0); nth += 1) {
    const now =
      isInPlace && chance(0.85) ? redefinedIn(dice, before) : edited(dice, before, entries)
    const hasLeft = before.some(({ name }) => now.every((each) => each.name !== name))
    const byHand =
      chance(isInPlace ? 0.25 : 0.03) && !isEmbedded
        ? drawHandwork(
            dice,
            before.map(({ name }) => name),
          )
        : undefined
    const isRotated = chance(isInPlace ? 0.12 : 0.02)
    const hasChanged =
      byHand !== undefined || isRotated || now.some((each) => isRedefined(each, before))
    // The library has no word for all that is owned.
    const order = drawOrder(dice, { entries: now, hasLeft, hasChanged, mayBeAll: !isByLibrary })
    acts.push(drawAct(dice, { entries: now, order, byHand, isRotated, isEmbedded }, entries))
    before = now
  }
  return acts
}

const isRedefined = (entry: Entry, before: readonly Entry[]): boolean => {
  const old = before.find(({ name }) => name === entry.name)
  return old !== undefined && DEFINED.some((field) => old[field] !== entry[field])
}

const DEFINED = ['ports', 'disk', 'gpus', 'image', 'command', 'mode'] as const

function drawAct(
  dice: Dice,
  {
    isEmbedded,
    ...act
  }: Pick<Act, 'entries' | 'order' | 'byHand' | 'isRotated'> & Pick<Course, 'isEmbedded'>,
  first: readonly Entry[],
): Act {
  const { pick, chance } = dice
  const names = first.map(({ name }) => name)
  const isRefused = isOutOfScope(act.order, act.entries)
  const target = { operations: callsOf(act.order), blocks: 24 }
  // Of ports that nobody ever wants otherwise, a call that comes whenever it likes does no harm.
  const isPortless = act.entries.every(
    ({ name, ports }) => first.find((each) => each.name === name)?.ports === ports,
  )
  const mayBeVeryLate = isPortless && act.byHand?.change !== 'ports'
  const drawn = drawChangeTroubles(dice, act.order, { names, mayBeVeryLate })
  return {
    ...act,
    // An embedded service cannot tell who did what.
    troubles: isEmbedded ? drawn.filter(({ name }) => !name.startsWith('meanwhile')) : drawn,
    blows: Array.from({ length: isRefused ? 0 : pick([0, 1, 1, 1, 1, 2]) }, () =>
      drawBlow(dice, target, isEmbedded),
    ),
    isCutShort: !isRefused && chance(0.2),
    counted: pick(['by-hand', 'by-hand', 'by-hand', 'in-plan', 'by-id'] as const),
    acceptGone: chance(0.1),
    namesake: chance(0.12) && !isEmbedded ? pick(NAMESAKES) : undefined,
    isAwaited: chance(0.85),
  }
}

/** A file in which some entries say something else than before, some have left, and perhaps all are back. */
export function edited(
  { pick, chance, below }: Dice,
  entries: readonly Entry[],
  first: readonly Entry[],
): readonly Entry[] {
  if (chance(0.08)) {
    return first.map((each) => {
      const now = entries.find(({ name }) => name === each.name) ?? each
      // What an entry without a name says to the service is what it is known by.
      return { ...now, protect: false, desiredStatus: undefined, expires: undefined }
    })
  }
  const said = entries.map(
    (entry): Entry => ({
      ...entry,
      protect: entry.protect !== chance(0.15),
      desiredStatus: chance(0.12)
        ? pick(['stopped', 'stopped', 'running', undefined] as const)
        : entry.desiredStatus,
      expires: chance(0.14) ? pick(['past', 'soon', 'far', undefined] as const) : entry.expires,
    }),
  )
  if (chance(0.02)) return []
  if (said.length < 2 || !chance(0.45)) return said
  const left = below(said.length)
  return said.filter((_, at) => at !== left)
}

/** A file in which some entries are defined otherwise than before. One without a name would be another entry. */
export function redefinedIn(dice: Dice, entries: readonly Entry[]): readonly Entry[] {
  const { pick, chance } = dice
  const fieldsOfAll = chance(0.35) ? pick(CHANGES) : undefined
  return entries.map((entry): Entry => {
    if (entry.name === undefined || !chance(0.8)) return entry
    const desiredStatus = chance(0.1)
      ? pick(['stopped', 'running', undefined] as const)
      : entry.desiredStatus
    return { ...entry, ...redefined(dice, entry, fieldsOfAll), desiredStatus }
  })
}
