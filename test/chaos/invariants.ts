import type { State } from '../../src/ledger/state.ts'
import type { StoredInstance } from '../../src/sandbox/stored-instance.ts'
import type { Blow } from './scenario.ts'

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
}

/** 70 is a bug of ours, 2 and 64 cannot come of this command line. */
const CODES: ReadonlySet<number | null> = new Set([0, 1, 3, 4, 5, 130])

/** What must hold of each start. */
export function checkLaunch({ blow, code, signal, output }: Launch): readonly string[] {
  const expected = 'signal' in blow ? blow.signal : undefined
  const isKilled = signal !== null && signal === expected
  return [
    ...(isKilled || CODES.has(code) ? [] : [`it ended with ${code ?? signal}: ${output}`]),
    ...Object.entries(SECRETS)
      .filter(([, value]) => output.includes(value))
      .map(([which]) => `the output shows the ${which}`),
  ]
}

/** How a story ended, from all sides. */
export interface End {
  readonly names: readonly (string | undefined)[]
  readonly state: State
  /** What the service made for us. */
  readonly truth: readonly StoredInstance[]
  /** The ids of those that somebody removed again. */
  readonly gone: ReadonlySet<string>
  /** By path. */
  readonly files: ReadonlyMap<string, string>
  readonly last: Launch | undefined
}

/** What must hold once a story is over: the promise of the program, in five sentences. */
export function checkEnd(end: End): readonly string[] {
  return [
    ...noneTwice(end),
    ...noneForgotten(end),
    ...noneInvented(end),
    ...allExplained(end),
    ...clean(end),
  ]
}

/** No entry has two instances. */
function noneTwice({ names, truth, gone }: End): readonly string[] {
  return [...new Set(names)].flatMap((name) => {
    const made = truth.filter((each) => each.name === (name ?? '') && !gone.has(each.id))
    return made.length <= 1 ? [] : [`${label(name)} was made ${made.length} times`]
  })
}

/** Every instance that the service made is in the ledger, or its attempt is open. */
function noneForgotten({ state, truth, gone }: End): readonly string[] {
  const entries = [...state.entries.values()]
  const recorded = new Set(
    entries.flatMap(({ instances }) => instances.map(({ id }) => id as string)),
  )
  return truth
    .filter(({ id }) => !recorded.has(id) && !gone.has(id))
    .filter(
      ({ name }) => !entries.some((entry) => (entry.name ?? '') === name && entry.open.length > 0),
    )
    .map(({ id, name }) => `${id} of ${label(name)} is neither in the ledger nor in doubt`)
}

/** Every instance in the ledger exists, under the name of its entry. */
function noneInvented({ state, truth }: End): readonly string[] {
  const made = new Map(truth.map(({ id, name }) => [id, name]))
  return [...state.entries.values()].flatMap(({ name, instances }) =>
    instances
      .filter(({ id }) => made.get(id) !== (name ?? ''))
      .map(({ id }) => `the ledger holds ${id} for ${label(name)}, which is not so`),
  )
}

/** Every entry ends created, or the last start says why not, and does not call it success. */
function allExplained({ names, state, last }: End): readonly string[] {
  return names.flatMap((name) => {
    const entry = [...state.entries.values()].find((each) => each.name === name)
    const isCreated = entry !== undefined && entry.instances.length > 0 && entry.open.length === 0
    if (isCreated) return []
    if (last === undefined || last.code === 0)
      return [`${label(name)} is not created, but it says done`]
    const words = name === undefined ? /no name/ : new RegExp(`(^|\\W)${name}(\\W|$)`, 'm')
    return words.test(last.output) ? [] : [`${label(name)} is not created, and nothing says why`]
  })
}

/** Nothing secret in any file, and no lock left by a start that ended by itself. */
function clean({ files, last }: End): readonly string[] {
  const secrets = Object.entries(SECRETS).flatMap(([which, value]) =>
    [...files]
      .filter(([, text]) => text.includes(value))
      .map(([path]) => `${path} holds the ${which}`),
  )
  const locks = [...files.keys()].filter((path) => path.includes('.lock'))
  return last?.signal === null ? [...secrets, ...locks.map((path) => `${path} was left`)] : secrets
}

const label = (name: string | undefined): string =>
  name ? `"${name}"` : 'the entry without a name'
