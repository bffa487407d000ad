import { isLie } from '../trouble/create-kinds.ts'
import {
  drawTroubles,
  hiddenAtFirst,
  hidesForLong,
  hidesWhatIsMade,
} from '../trouble/draw-troubles.ts'
import { BARE, type Trouble } from '../trouble/trouble.ts'
import { type Act, drawActs } from './act.ts'
import { type Blow, drawBlow } from './blow.ts'
import { drawDefinition, plainDefinition } from './definition.ts'
import { type Dice, diceOf } from './dice.ts'
import { type Entry, plainEntry } from './entry.ts'
import { withErrand } from './errand/errands.ts'
import { drawForgotten, isForgotten } from './forgotten.ts'
import { drawInPlace, type Oddity, oddityOf } from './in-place.ts'
import { withMadeTwice } from './made-twice.ts'
import { PLAIN_APPLY } from './order.ts'
import { withOtherWords } from './other-words.ts'
import { drawOutOfSight, isOutOfSight } from './out-of-sight.ts'
import { drawStranger, type Stranger } from './stranger.ts'
import { drawWays, HOME_WAY, type Way } from './way.ts'

/** One story: a fleet, what is done with it, what goes wrong at the service, and how each start ends. Follows from the seed. */
export interface Scenario {
  readonly seed: number
  /** What acts at each start: the command, or a program that uses the library. */
  readonly driver: 'command' | 'library'
  /**
   * Where the service keeps its instances: in the memory of this process or in a folder; or the program brings the
   * service along (`--sandbox`), and a kill takes both.
   */
  readonly home: 'memory' | 'folder' | 'embedded'
  readonly pace: Pace
  readonly stranger: Stranger | undefined
  /** Instances of other names that the account has besides, so that a list may have several pages. */
  readonly crowd: number
  /** The service offers nothing but the create call: every read call answers that there is no such thing. */
  readonly bare: boolean
  /** Whether each create carries the mark of its attempt; a config may turn it off. */
  readonly marker: boolean
  readonly mishap: Mishap
  /** Further flags of every start. */
  readonly flags: readonly string[]
  /** How each start comes about, one after the other; the last of them holds for the rest. */
  readonly ways: readonly Way[]
  /** The folder of the project has a place for a ledger of its own, as `init` makes it there. */
  readonly hasInnerLedger: boolean
  /** The fleet is applied in the first of them. */
  readonly acts: readonly [Act, ...Act[]]
}

/** How fast the service works. */
export interface Pace {
  /** Milliseconds from one state of an instance to the next. */
  readonly stepMs: number
  /** For how many steps the record of a removed one is shown. */
  readonly removedLingers: number
}

/** What happens besides after the first start of an act. */
export interface Mishap {
  /** Which act, from 0. */
  readonly act: number
  /** Somebody removes our instance of the first entry, so that it is to be made again. */
  readonly loss: boolean
  /** The ledger is lost, as in a fresh checkout: then the account alone is the witness. */
  readonly amnesia: boolean
  /** The service is started again; only one with a folder can be. */
  readonly restart: boolean
  /** The last line of the ledger is cut there, from 0 to 1, if what it says can be lost in a crash. */
  readonly tear: number | undefined
  /** What keeps a shared ledger crashes; nothing that was told is lost by it. */
  readonly crash: boolean
}

export const troublesOf = ({ acts }: Pick<Scenario, 'acts'>): readonly Trouble[] =>
  acts.flatMap(({ troubles }) => troubles)

export const blowsOf = ({ acts }: Pick<Scenario, 'acts'>): readonly Blow[] =>
  acts.flatMap(({ blows }) => blows)

/** The names of all entries that there ever are; `undefined` for one without a name. */
export const namesOf = ({ acts }: Pick<Scenario, 'acts'>): readonly (string | undefined)[] => [
  ...new Set(acts.flatMap(({ entries }) => entries.map(({ name }) => name))),
]

/** One story of so many is played through the library. */
const LIBRARY_EVERY = 4

/** Draws the story of a seed. */
export function scenarioOf(seed: number): Scenario {
  const dice = diceOf(seed)
  const driver = seed % LIBRARY_EVERY === LIBRARY_EVERY - 1 ? 'library' : 'command'
  if (isOutOfSight(seed)) return withMadeTwice(outOfSight(seed, driver, dice), dice)
  if (isForgotten(seed)) return forgotten(seed, driver, dice)
  const oddity = oddityOf(seed)
  if (oddity !== undefined) return inPlace(seed, driver, { dice, oddity })
  const drawn = withMadeTwice(drawnScenario(seed, driver, dice), dice)
  return withErrand(withOtherWords(drawn, dice))
}

/** A story of what comes back after it was replaced; nothing else happens in it. */
const outOfSight = (seed: number, driver: Scenario['driver'], dice: Dice): Scenario => ({
  ...plainStory(seed, driver, dice),
  marker: dice.chance(0.7),
  flags: [ALLOW_RECREATE],
  acts: drawOutOfSight(dice, { mayBeAll: driver === 'command' }),
})

/** A story of what comes after a person was sure that it was not made: its mark alone tells what it is. */
const forgotten = (seed: number, driver: Scenario['driver'], dice: Dice): Scenario => ({
  ...plainStory(seed, driver, dice),
  acts: drawForgotten(dice),
})

/** A story of a change in place, while one thing about the service is odd. */
const inPlace = (
  seed: number,
  driver: Scenario['driver'],
  { dice, oddity }: { readonly dice: Dice; readonly oddity: Oddity },
): Scenario => ({
  ...plainStory(seed, driver, dice),
  acts: drawInPlace(dice, oddity),
})

const plainStory = (
  seed: number,
  driver: Scenario['driver'],
  dice: Dice,
): Omit<Scenario, 'acts'> => ({
  seed,
  driver,
  home: 'memory',
  pace: { stepMs: dice.pick([5, 20, 60]), removedLingers: dice.pick([0, 3, 10_000]) },
  stranger: undefined,
  crowd: 0,
  bare: false,
  marker: true,
  mishap: {
    act: 0,
    ...{ loss: false, amnesia: false, restart: false, tear: undefined, crash: false },
  },
  flags: [],
  ways: [HOME_WAY],
  hasInnerLedger: false,
})

function drawnScenario(seed: number, driver: Scenario['driver'], dice: Dice): Scenario {
  const { below, pick, chance } = dice
  const names: (string | undefined)[] = ['a', 'b', 'c'].slice(0, 1 + below(3))
  if (chance(0.1)) names.push(undefined)
  const drawnHome = chance(0.1) ? 'embedded' : chance(0.25) ? 'folder' : 'memory'
  // Only the command brings a service along.
  const home = driver === 'library' && drawnHome === 'embedded' ? 'memory' : drawnHome
  const isEmbedded = home === 'embedded'
  // What it brings along takes seconds for each change.
  const goesOn = chance(isEmbedded ? 0.1 : 0.65)
  const isQuiet = goesOn && chance(0.7)
  const drawnEntries = goesOn
    ? names.map((name) => drawEntry(dice, name))
    : names.map((name) => ({
        ...plainEntry(name),
        hasFallback: name !== undefined && chance(0.35),
      }))
  const drawn = isQuiet ? [] : drawTroubles(dice, names)
  const stranger = chance(0.25) && !isEmbedded ? drawStranger(dice) : undefined
  if (stranger !== undefined && chance(0.5)) drawn.push(hiddenAtFirst(dice))
  // It differs from the first entry in one field and no other.
  const entries = drawnEntries.map((entry, nth) =>
    nth === 0 && stranger !== undefined ? { ...entry, ...plainDefinition(entry.name) } : entry,
  )
  const loss = chance(0.2) && !isEmbedded
  const flags = flagsOf(dice, { loss, goesOn })
  const target = { operations: ['create'], blocks: 9 } as const
  const blows = isQuiet
    ? []
    : Array.from({ length: pick([1, 1, 1, 2]) }, () => drawBlow(dice, target, isEmbedded))
  const marker = chance(0.7)
  const bare = !isEmbedded && !goesOn && stranger === undefined && !loss && chance(0.03)
  const more = goesOn
    ? drawActs(dice, { entries, isEmbedded, isByLibrary: driver === 'library' })
    : []
  // Only a look can uncover a refusal that lies: it needs a mark, or a name that nobody else has.
  const canLook =
    (marker || (stranger === undefined && !names.includes(undefined))) &&
    !loss &&
    !flags.includes('--refresh=never')
  const troubles = [
    ...(bare ? [BARE] : []),
    ...drawn.filter(({ name }) => {
      if (isLie(name)) return canLook && !bare
      // Where list and get agree that the one instance of the ledger is gone, and a person allowed to make it again, nobody can
      // know better: then both are told of once they are there. That two or more are not believed, is a test of its own.
      if (name === 'get 404') return !(isEmbedded && flags.includes(ALLOW_RECREATE))
      if (name.startsWith('vanished')) return !isEmbedded
      // With nothing to look into, an id that the service gives for another instance cannot be told from the true one.
      if (name === 'create garble known-id') return !bare
      // It shows every record in a living state, removed ones too.
      if (name === 'list odd-types') return stranger?.age !== 'removed'
      // An embedded service cannot tell who did what.
      return !(isEmbedded || loss) || !name.startsWith('meanwhile')
    }),
  ]
  const ways = drawWays(dice, isEmbedded)
  // By the seed, so that nothing else of a story depends on it.
  const hasInnerLedger = seed % 3 !== 0 && ways.some(({ from }) => from === 'folder')
  const first: Act = {
    entries,
    order: PLAIN_APPLY,
    troubles,
    blows,
    isCutShort: goesOn && !isQuiet && chance(0.6),
    counted: 'by-hand',
    acceptGone: false,
    namesake: undefined,
    byHand: undefined,
    isRotated: false,
    isAwaited: false,
  }
  const acts = inSightAfterLies([first, ...more])
  const act = below(acts.length)
  return toldApart({
    seed,
    driver,
    home,
    pace: paceOf(dice, goesOn),
    stranger,
    crowd: isEmbedded ? 0 : pick([0, 0, 0, 3, 12]),
    bare,
    marker,
    mishap: {
      act,
      loss,
      // Only where the account shows what was made: an unnamed entry by its mark, which the service must keep.
      amnesia:
        chance(goesOn ? 0.15 : 0.3) &&
        !bare &&
        !flags.includes('--refresh=never') &&
        acts.slice(act).every(isMadeInSight) &&
        // By another name of the host there may be another ledger, and the run ends before it looks.
        ways.every(({ host }) => host === 'address') &&
        !hasInnerLedger &&
        !isEmbedded &&
        (!names.includes(undefined) || (marker && home === 'memory')),
      restart: chance(0.3) && home === 'folder',
      tear: chance(0.1) ? below(1000) / 1000 : undefined,
      crash: false,
    },
    flags,
    ways,
    hasInnerLedger,
    acts,
  })
}

/**
 * A refusal that lied, and a kill before the look that would have told, leave that look to the acts after it. A list that hides
 * what was made for as long as they look can be told from an empty one by nobody.
 */
function inSightAfterLies([first, ...more]: Scenario['acts']): Scenario['acts'] {
  let isLied = first.troubles.some(({ name }) => isLie(name)) && first.blows.length > 0
  return [
    first,
    ...more.map((act): Act => {
      const troubles = isLied
        ? act.troubles.filter((trouble) => !hidesForLong(trouble))
        : act.troubles
      isLied ||= act.troubles.some(({ name }) => isLie(name)) && act.blows.length > 0
      return { ...act, troubles }
    }),
  ]
}

/** Whether the account shows what is there and what is made while an act is played. */
const isMadeInSight = ({ troubles }: Act): boolean => {
  const names = troubles.map(({ name }) => name)
  // A null with the total of its page, 0, is how an account without instances answers.
  const isNulled = names.includes('list null') && names.includes('list page-total')
  return !isNulled && !names.some(hidesWhatIsMade)
}

/**
 * A service that was started again tells neither variables nor commands. One that was made just now and differs in these alone
 * can be told from ours by its mark only.
 */
function toldApart(scenario: Scenario): Scenario {
  const { stranger, marker, mishap } = scenario
  if (stranger?.age !== 'young' || marker || !mishap.restart) return scenario
  const isTold = !['none', 'command', 'entrypoint'].includes(stranger.differs)
  return isTold ? scenario : { ...scenario, stranger: { ...stranger, age: 'old' } }
}

/** An entry that is to be made: it cannot be over or be stopped before there is an instance. */
const drawEntry = (dice: Dice, name: string | undefined): Entry => {
  const { pick, chance } = dice
  return {
    ...drawDefinition(dice, name),
    name,
    protect: chance(0.15),
    desiredStatus: chance(0.08) ? 'running' : undefined,
    expires: chance(0.1) ? pick(['soon', 'far'] as const) : undefined,
    prepaid: chance(0.04),
  }
}

/** A fleet that is only made is looked at while it starts; one that goes on is to come to an end in a moment. */
const paceOf = ({ pick }: Dice, goesOn: boolean): Pace =>
  goesOn
    ? { stepMs: pick([5, 20, 60, 120]), removedLingers: pick([0, 3, 10_000]) }
    : { stepMs: 1000, removedLingers: 1000 }

/** What is lost is made again only for the word. */
export const ALLOW_RECREATE = '--allow=recreate'

function flagsOf(
  { chance, pick }: Dice,
  { loss, goesOn }: { readonly loss: boolean; readonly goesOn: boolean },
): readonly string[] {
  const flags = chance(0.2) ? [pick(['--format=json', '--json-into=events.jsonl'])] : []
  if (chance(loss ? 0.6 : 0.1)) flags.push(ALLOW_RECREATE)
  return chance(goesOn ? 0.01 : 0.04) ? [...flags, '--refresh=never'] : flags
}
