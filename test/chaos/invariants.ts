import type { EntryState, State } from '../../src/ledger/state.ts'
import type { Blow } from './scenario.ts'
import type { Made } from './service.ts'

/** Planted where a person would put them; nothing that a run leaves may hold one. */
export const SECRETS = {
  apiKey: 'sk_planted_key_0f3a9c',
  token: 'hf_planted_token_71bd2e',
  password: 'planted_password_c44d10',
} as const

/** One start of the program, and how it ended. */
export interface Launch {
  readonly blow: Blow
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Both streams together. */
  readonly output: string
  /** It did not end by itself. */
  readonly hung: boolean
  /** From the first signal that it was sent to its end. */
  readonly afterSignalMs: number | undefined
}

/** 70 is a bug of ours, 2 and 64 cannot come of this command line. */
const CODES: ReadonlySet<number | null> = new Set([0, 1, 3, 4, 5, 130])

/** The promise is five seconds; a busy machine may need some more. */
const LONGEST_ENDING_MS = 9000

/** What must hold of each start. */
export function checkLaunch(launch: Launch): readonly string[] {
  const { code, signal, output, hung, afterSignalMs } = launch
  const isKilled = signal === 'SIGKILL' && afterSignalMs !== undefined
  return [
    ...(hung ? [`it did not end: ${output}`] : []),
    ...(hung || isKilled || isDeafened(launch) || CODES.has(code)
      ? []
      : [`it ended with ${code ?? signal}: ${output}`]),
    ...(signal === null && (afterSignalMs ?? 0) > LONGEST_ENDING_MS
      ? [`it took ${Math.round(afterSignalMs ?? 0)} ms to end after a signal`]
      : []),
    // Nothing but another start could, and the lock is there to refuse that.
    ...(output.includes('something else changed the ledger')
      ? [`two starts wrote into one ledger: ${output}`]
      : []),
    ...(/^ {4}at .*:\d+:\d+/m.test(output) ? [`the output shows a stack trace: ${output}`] : []),
    ...Object.entries(SECRETS)
      .filter(([, value]) => output.includes(value))
      .map(([which]) => `the output shows the ${which}`),
  ]
}

/** A signal that comes before the program has started to listen, or after its last word, ends it as any other. */
function isDeafened({ blow, signal, output, afterSignalMs }: Launch): boolean {
  if (signal === null || afterSignalMs === undefined) return false
  const sent = blow.blow === 'at-call' ? [blow.signal, blow.again] : []
  if ('signal' in blow) sent.push(blow.signal)
  return (
    sent.some((each) => each === signal) &&
    (afterSignalMs < 1000 || /^(Requests: |Ended\.)/m.test(output))
  )
}

/** How a story ended, from all sides. */
export interface End {
  readonly names: readonly (string | undefined)[]
  readonly state: State
  readonly made: readonly Made[]
  /** The ids of all living instances of an entry's name, whoever made them. */
  living(name: string | undefined): readonly string[]
  /** Entries that were made again while their instance lived, by name. */
  readonly doubled: readonly string[]
  /** Entries that were made again without the word for it, by name. */
  readonly remade: readonly string[]
  /** Entries that were sent before the account had been seen, by name. */
  readonly blind: readonly string[]
  /**
   * A stranger's instance is a copy of ours to its mark, and the list may hide either of them: nobody can tell the two
   * apart. Then the ledger may hold the stranger's, as long as ours is told of.
   */
  readonly ambiguous: boolean
  /** Something kept an id from the ledger: a full disk, a torn line, a kill between a refusal that lied and the look. */
  readonly mayBeUnrecorded: boolean
  /** The ledger was lost, so that only the account can tell of what was made before. */
  readonly amnesia: boolean
  /** Whether each create carries the mark of its attempt. */
  readonly isMarked: boolean
  /** Whether the list shows at the end what there is, so that everything can be told of. */
  readonly isListSound: boolean
  /** Whether nothing but the calls of the program itself could mislead it, so that a look has to settle what it made. */
  readonly isAccountSound: boolean
  /** By path. */
  readonly files: ReadonlyMap<string, string>
  readonly launches: readonly Launch[]
}

/** What must hold once a story is over: the promise of the program, in eight sentences. */
export function checkEnd(end: End): readonly string[] {
  return [
    ...noneTwice(end),
    ...noneRemade(end),
    ...noneBlind(end),
    ...noneForgotten(end),
    ...noneInvented(end),
    ...noneDoubtedInVain(end),
    ...allExplained(end),
    ...clean(end),
  ]
}

/** No entry has two instances. There is no exception to this one. */
function noneTwice({ names, made, doubled }: End): readonly string[] {
  const counted = names.flatMap((name) => {
    const living = made.filter((each) => each.name === (name ?? '') && !each.gone)
    return living.length <= 1 ? [] : [`${label(name)} was made ${living.length} times`]
  })
  return [...counted, ...doubled.map((name) => `${label(name)} was made while it lived`)]
}

/** What somebody removed is made again only for the word. */
const noneRemade = ({ remade }: End): readonly string[] =>
  remade.map((name) => `${label(name)} was made again, and nobody had allowed it`)

/** Nothing is sent before the account was seen: a list that failed is no empty account. */
const noneBlind = ({ blind }: End): readonly string[] =>
  blind.map((name) => `${label(name)} was sent though the account could not be listed`)

/** Every instance that the service made is in the ledger, or its attempt is open. */
function noneForgotten(end: End): readonly string[] {
  const { state, made } = end
  if (end.amnesia && isUnseen(end)) return []
  const entries = [...state.entries.values()]
  const recorded = new Set(entries.flatMap(idsOf))
  return made
    .filter(({ id, gone }) => !recorded.has(id) && !gone)
    .filter(({ name }) => !entries.some((entry) => nameOf(entry) === name && entry.open.length > 0))
    .filter((each) => !isTold(each, end) && !(end.mayBeUnrecorded && isNamed(each.id, end)))
    .map(({ id, name }) => `${id} of ${label(name)} is neither in the ledger nor in doubt`)
}

/** Whether the last start ended with the word that the account cannot be seen: then it cannot tell what is in it. */
function isUnseen({ launches }: End): boolean {
  const last = launches.at(-1)
  return last?.code !== 0 && last?.output.includes('the account could not be listed') === true
}

/** What the ledger could not take is not forgotten while each plan names it by its id. */
const isNamed = (id: string, { launches }: End): boolean =>
  launches.at(-1)?.output.includes(id) === true

/** Whether the ledger holds a stranger's in its place, and the program has told of ours wherever it could see it. */
function isTold(
  { id, name }: Made,
  { ambiguous, isListSound, state, made, launches }: End,
): boolean {
  if (!ambiguous) return false
  const ours = new Set(made.map((each) => each.id))
  const entry = [...state.entries.values()].find((each) => nameOf(each) === name)
  const hasStranger = entry !== undefined && idsOf(entry).some((each) => !ours.has(each))
  return hasStranger && (!isListSound || launches.some(({ output }) => output.includes(id)))
}

/** Every instance in the ledger exists, under the name of its entry. */
function noneInvented({ state, made, ambiguous }: End): readonly string[] {
  const names = new Map(made.map(({ id, name }) => [id, name]))
  return [...state.entries.values()].flatMap((entry) =>
    idsOf(entry)
      .filter((id) => (names.get(id) ?? (ambiguous ? nameOf(entry) : undefined)) !== nameOf(entry))
      .map((id) => `the ledger holds ${id} for ${label(entry.name)}, which is not so`),
  )
}

/** What the account shows is found: doubt is for what nobody can see. */
function noneDoubtedInVain({
  isAccountSound,
  isMarked,
  state,
  made,
  launches,
}: End): readonly string[] {
  // The attempt is in the ledger of another name of the host: the run names both, and how to settle it there.
  if (!isAccountSound || isSentElsewhere(launches.at(-1))) return []
  return [...state.entries.values()]
    .filter(({ name, open }) => (name !== undefined || isMarked) && open.length > 0)
    .filter((entry) => made.some(({ name, gone }) => name === nameOf(entry) && !gone))
    .map(({ name }) => `${label(name)} stays in doubt, though the account shows what was made`)
}

/** Whether a start was refused before it took a lock, since another ledger of the project has what it would make. */
const isSentElsewhere = (launch: Launch | undefined): boolean =>
  launch?.code === 5 && launch.output.includes('another ledger of this account')

/** Every entry ends created, or the last start says why not, and does not call it success. */
function allExplained(end: End): readonly string[] {
  const { names, state, launches } = end
  const last = launches.at(-1)
  // The run goes on by another name of the service, and says which ledger that is.
  if (isSentElsewhere(last)) return []
  return names.flatMap((name) => {
    const entry = [...state.entries.values()].find((each) => each.name === name)
    const isCreated = entry !== undefined && entry.instances.length > 0 && entry.open.length === 0
    if (isCreated) return []
    // There and agreeing, though the ledger does not hold it: the plan names it, and it is not made again.
    const [only, ...others] = end.living(name)
    if (only !== undefined && others.length === 0 && isNamed(only, end)) return []
    if (last === undefined || last.code === 0) {
      return [`${label(name)} is not created, but it says done`]
    }
    const words =
      name === undefined ? /no name|"name":null/ : new RegExp(`(^|\\W)${name}(\\W|$)`, 'm')
    return words.test(last.output) ? [] : [`${label(name)} is not created, and nothing says why`]
  })
}

/** Nothing secret in any file, and no lock left by a start that ended by itself. */
function clean({ files, launches }: End): readonly string[] {
  const secrets = Object.entries(SECRETS).flatMap(([which, value]) =>
    [...files]
      .filter(([, text]) => text.includes(value))
      .map(([path]) => `${path} holds the ${which}`),
  )
  const used = ledgerUsedBy(launches.at(-1))
  const locks = [...files]
    .filter(([path, text]) => path.includes(`${used}.ledger.jsonl.lock`) && !isPiece(path, text))
    .map(([path]) => path)
  return launches.at(-1)?.signal === null && !isSentElsewhere(launches.at(-1))
    ? [...secrets, ...locks.map((path) => `${path} was left`)]
    : secrets
}

/**
 * What the ledger of a start is called; `''` for any, where it did not get that far. By another name of the service there is
 * another ledger, whose lock the next start by that name takes over.
 */
const ledgerUsedBy = (launch: Launch | undefined): string =>
  /^Service: https?:\/\/([^/]+)/m.exec(launch?.output ?? '')?.[1]?.replaceAll(':', '_') ?? ''

/** What a kill left of a lock in the middle of its writing: nobody takes it for one, and it names no owner to sweep for. */
const isPiece = (path: string, text: string): boolean =>
  /\.new-\w+$/.test(path) && !text.endsWith('\n')

const idsOf = ({ instances }: EntryState): readonly string[] => instances.map(({ id }) => id)

const nameOf = ({ name }: EntryState): string => name ?? ''

const label = (name: string | undefined): string =>
  name ? `"${name}"` : 'the entry without a name'
