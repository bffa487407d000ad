import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import { type Dice, diceOf } from './dice.ts'
import { SECRETS } from './invariants.ts'
import {
  BARE,
  drawTroubles,
  hiddenAtFirst,
  hidesWhatIsMade,
  isLie,
  type Trouble,
} from './trouble.ts'

/** One story: a fleet, what goes wrong at the service, and how each start of the program ends. Follows from the seed. */
export interface Scenario {
  readonly seed: number
  /** What applies the fleet at each start: the command, or a program that uses the library. */
  readonly driver: 'command' | 'library'
  /** The names of the entries; `undefined` for one without a name. */
  readonly names: readonly (string | undefined)[]
  /**
   * Where the service keeps its instances: in the memory of this process or in a folder; or the program brings the
   * service along (`--sandbox`), and a kill takes both.
   */
  readonly home: 'memory' | 'folder' | 'embedded'
  readonly troubles: readonly Trouble[]
  readonly stranger: Stranger | undefined
  /** Instances of other names that the account has besides, so that a list may have several pages. */
  readonly crowd: number
  /** The service offers nothing but the create call: every read call answers that there is no such thing. */
  readonly bare: boolean
  /** Whether each create carries the mark of its attempt; a config may turn it off. */
  readonly marker: boolean
  /** Somebody removes our instance of the first entry after the first start, so that it is to be made again. */
  readonly loss: boolean
  /** The ledger is lost after the first start, as in a fresh checkout: then the account alone is the witness. */
  readonly amnesia: boolean
  /** The service is started anew after the first start of the program; only one with a folder can be. */
  readonly restart: boolean
  /** The last line of the ledger is cut after the first start, where what it says can be lost in a crash. */
  readonly tear: number | undefined
  /** Further flags of every start. */
  readonly flags: readonly string[]
  /** What is done to the first starts; those after them are left alone. */
  readonly blows: readonly Blow[]
  /** How each start comes about, one after the other; the last of them holds for the rest. */
  readonly ways: readonly Way[]
}

/** Somebody else's instance with the name of the first entry, from before the first start. */
export interface Stranger {
  /** Already removed, made an hour ago, or made just now. */
  readonly age: 'removed' | 'old' | 'young'
  /** The one field in which it is not what the entry says. */
  readonly differs: Difference
}

/** How a start comes about. */
export interface Way {
  /** The root of the project, or a folder in it. */
  readonly from: 'root' | 'folder'
  /** The host of the service, or another name of the same machine. */
  readonly host: 'address' | 'alias'
}

/**
 * A field of a stranger, and a value that no entry has. `none`: only its variables are not those of the entry. `age`: it is
 * what the entry says in everything, and only older than every attempt.
 */
export const DIFFERENCES = {
  age: { envs: [{ key: 'HF_TOKEN', value: SECRETS.token }] },
  none: {},
  productId: { productId: '3090.16c92g' },
  gpuNum: { gpuNum: 8 },
  rootfsSize: { rootfsSize: 70 },
  imageUrl: { imageUrl: 'pytorch:2.8' },
  ports: { ports: '8888/tcp' },
} as const

export type Difference = keyof typeof DIFFERENCES

export type StopSignal = 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** A moment of a start: the n-th call of a kind has come so far at the service. */
export interface Moment {
  readonly operation: 'create' | 'list' | 'get' | 'products'
  readonly phase: CallEvent['phase']
  readonly nth: number
}

/** What is done to one start of the program. */
export type Blow =
  | { readonly blow: 'none' }
  /**
   * A signal at a moment, or so many milliseconds after it. The service waits until a killed program is gone, unless
   * the signal comes late. With `again` a second signal follows.
   */
  | {
      readonly blow: 'at-call'
      readonly at: Moment
      readonly signal: StopSignal
      readonly lateMs: number
      readonly again: StopSignal | undefined
    }
  /** From this moment on the service says no more; the signal comes a little later. */
  | { readonly blow: 'silence'; readonly at: Moment; readonly signal: StopSignal }
  /** A signal after a while, wherever the program is then. */
  | { readonly blow: 'after'; readonly signal: StopSignal; readonly ms: number }
  /** A second one is started so much later; the first may be killed. */
  | { readonly blow: 'twice'; readonly gapMs: number; readonly killMs: number | undefined }
  /** The reader of the output goes away at the first word. */
  | { readonly blow: 'pipe'; readonly of: readonly ('stdout' | 'stderr')[] }
  /** No file can grow beyond so many blocks of 512 bytes. */
  | { readonly blow: 'full'; readonly blocks: number }
  /** From this moment on no file can grow beyond so many bytes. */
  | { readonly blow: 'full-at-call'; readonly at: Moment; readonly bytes: number }

/** Seconds, for `--settle`: how long the list may lag for the program. */
export const SETTLE_S = 0.3

/** One story of so many is played through the library. */
const LIBRARY_EVERY = 4

/** Draws the story of a seed. */
export function scenarioOf(seed: number): Scenario {
  const dice = diceOf(seed)
  const { below, pick, chance } = dice
  const names: (string | undefined)[] = ['a', 'b', 'c'].slice(0, 1 + below(3))
  if (chance(0.1)) names.push(undefined)
  const driver = seed % LIBRARY_EVERY === LIBRARY_EVERY - 1 ? 'library' : 'command'
  const drawnHome = chance(0.1) ? 'embedded' : chance(0.25) ? 'folder' : 'memory'
  // Only the command brings a service along.
  const home = driver === 'library' && drawnHome === 'embedded' ? 'memory' : drawnHome
  const drawn = drawTroubles(dice, names)
  const stranger = chance(0.25) ? strangerOf(dice) : undefined
  const isEmbedded = home === 'embedded'
  if (stranger !== undefined && chance(0.5)) drawn.push(hiddenAtFirst(dice))
  const loss = chance(0.2) && !isEmbedded
  const flags = flagsOf(dice, loss)
  const blows = Array.from({ length: pick([1, 1, 1, 2]) }, () =>
    isEmbedded || chance(0.25) ? blindBlow(dice) : aimedBlow(dice),
  )
  // The sandbox would bring a removed record back to life, and an embedded one cannot tell who did what.
  const mayChange = !isEmbedded && !loss && stranger?.age !== 'removed'
  const marker = chance(0.7)
  // Only a look can uncover a refusal that lies: it needs an answer, and a mark or a name that nobody else has.
  const canLook =
    (marker || (stranger === undefined && !names.includes(undefined))) &&
    !loss &&
    !flags.includes('--refresh=never') &&
    blows.every(({ blow }) => blow !== 'silence')
  // Where list and get agree that the one instance of the ledger is gone, and a person allowed to make it again, nobody
  // can know better. That two or more are not believed, whatever is allowed, is a test of its own.
  const mayVanish = !isEmbedded && !flags.includes(ALLOW_RECREATE)
  const bare = !isEmbedded && stranger === undefined && !loss && chance(0.03)
  const troubles = [
    ...(bare ? [BARE] : []),
    ...drawn.filter(({ name }) => {
      if (isLie(name)) return canLook && !bare
      if (name.startsWith('vanished')) return mayVanish
      // With nothing to look into, an id that the service gives for another instance cannot be told from the true one.
      if (name === 'create garble known-id') return !bare
      // It shows every record in a living state, removed ones too.
      if (name === 'list odd-types') return stranger?.age !== 'removed'
      return mayChange || !name.startsWith('meanwhile')
    }),
  ]
  const ways = waysOf(dice, isEmbedded)
  return {
    seed,
    driver,
    names,
    home,
    troubles,
    stranger: isEmbedded ? undefined : stranger,
    crowd: isEmbedded ? 0 : pick([0, 0, 0, 3, 12]),
    bare,
    marker,
    loss,
    // Only where the account shows what was made: an unnamed entry by its mark, which the service must keep.
    amnesia:
      chance(0.3) &&
      !bare &&
      !flags.includes('--refresh=never') &&
      troubles.every(({ name }) => !hidesWhatIsMade(name)) &&
      // By another name of the host there may be another ledger, and the run ends before it looks.
      ways.every(({ host }) => host === 'address') &&
      !isEmbedded &&
      (!names.includes(undefined) || (marker && home === 'memory')),
    restart: chance(0.3) && home === 'folder',
    tear: chance(0.1) ? below(1000) / 1000 : undefined,
    flags,
    blows,
    ways,
  }
}

function strangerOf({ pick, chance }: Dice): Stranger {
  const age = pick(['removed', 'removed', 'old', 'old', 'young'] as const)
  // The record of one that was just the same is the hardest to tell from ours.
  const isSame = age === 'removed' && chance(0.4)
  const differs = isSame ? 'age' : pick(Object.keys(DIFFERENCES) as Difference[])
  // One that was made just now and is the same in everything could be told from ours by its mark alone.
  return { age, differs: differs === 'age' && age === 'young' ? 'none' : differs }
}

/** What is lost is made again only for the word. */
export const ALLOW_RECREATE = '--allow=recreate'

function flagsOf({ chance, pick }: Dice, loss: boolean): readonly string[] {
  const flags = chance(0.2) ? [pick(['--format=json', '--json-into=events.jsonl'])] : []
  if (chance(loss ? 0.6 : 0.1)) flags.push(ALLOW_RECREATE)
  return chance(0.04) ? [...flags, '--refresh=never'] : flags
}

/** Mostly always the same; else one start comes from a folder, or by another name of the host than those around it. */
function waysOf({ chance, pick }: Dice, isEmbedded: boolean): readonly Way[] {
  const plain: Way = { from: 'root', host: 'address' }
  if (chance(0.7)) return [plain]
  const other: Way = {
    from: pick(['root', 'folder', 'folder'] as const),
    host: isEmbedded ? 'address' : pick(['address', 'alias'] as const),
  }
  return chance(0.5) ? [other, plain, other] : [plain, other, plain]
}

const SIGNALS: readonly StopSignal[] = [
  'SIGKILL',
  'SIGKILL',
  'SIGKILL',
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
]

/** A blow that needs no word from the service. */
function blindBlow({ below, pick, chance }: Dice): Blow {
  if (chance(0.2)) return { blow: 'none' }
  if (chance(0.2)) return { blow: 'pipe', of: pick([['stdout'], ['stderr'], ['stdout', 'stderr']]) }
  if (chance(0.3)) {
    return {
      blow: 'twice',
      gapMs: pick([0, 0, below(400)]),
      killMs: chance(0.4) ? 150 + below(700) : undefined,
    }
  }
  if (chance(0.3)) return { blow: 'full', blocks: below(9) }
  return { blow: 'after', signal: pick(SIGNALS), ms: 80 + below(900) }
}

function aimedBlow({ below, pick, chance }: Dice): Blow {
  if (chance(0.04)) {
    const operation = pick(['list', 'list', 'get', 'products', 'create'] as const)
    const at = { operation, phase: 'received', nth: 1 + below(3) } as const
    return {
      blow: 'silence',
      at,
      signal: pick(['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM'] as const),
    }
  }
  const operation = chance(0.8)
    ? ('create' as const)
    : pick(['list', 'list', 'get', 'products'] as const)
  const phases = ['received', 'committed', 'answering', 'answered'] as const
  const phase = operation === 'create' ? pick(phases) : pick(['received', 'answered'] as const)
  const at: Moment = { operation, phase, nth: 1 + below(2) }
  if (chance(0.06)) return { blow: 'full-at-call', at, bytes: pick([0, 0, 400, 1200]) }
  const signal = pick(SIGNALS)
  const lateMs = chance(0.3) ? 1 + below(30) : 0
  return { blow: 'at-call', at, signal, lateMs, again: chance(0.15) ? pick(SIGNALS) : undefined }
}
