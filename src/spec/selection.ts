import { nearest } from '../nearest.ts'
import { UserError } from '../user-error.ts'
import type { InstanceSpec } from './instance-spec.ts'

/** Which entries of the files a run is about: names or globs (`*`, `?`). Empty lists select everything. */
export interface Selection {
  readonly only: readonly string[]
  readonly exclude: readonly string[]
}

/** Whether a selection leaves nothing out: only then can something be in no file of the run. */
export const selectsAll = ({ only, exclude }: Selection): boolean =>
  only.length === 0 && exclude.length === 0

/**
 * The entries that are selected, in file order. A pattern that matches nothing is an error: a mistyped name
 * must not look like "nothing to do". An entry without a name is selected by no pattern. `what` names the entries in
 * the message.
 */
export function select<Entry extends Named>(
  specs: readonly Entry[],
  { only, exclude }: Selection,
  what = 'the entries',
): readonly Entry[] {
  for (const pattern of only) refuseUseless('--only', pattern, specs, what)
  for (const pattern of exclude) refuseUseless('--exclude', pattern, specs, what)
  const wanted = only.map(toMatcher)
  const unwanted = exclude.map(toMatcher)
  const selected = specs.filter(
    ({ name }) =>
      (wanted.length === 0 || wanted.some((matches) => matches(name))) &&
      !unwanted.some((matches) => matches(name)),
  )
  if (selected.length === 0 && specs.length > 0) {
    throw new UserError('--only and --exclude together leave no entry', {
      hint: listOf(specs, what),
    })
  }
  return selected
}

/** What a pattern is matched against. */
type Named = Pick<InstanceSpec, 'name'>

type Matcher = (name: string | undefined) => boolean

function toMatcher(pattern: string): Matcher {
  const source = [...pattern].map((sign) => WILDCARDS.get(sign) ?? literal(sign)).join('')
  const expression = new RegExp(`^${source}$`, 'su')
  return (name) => name !== undefined && expression.test(name)
}

const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ['*', '.*'],
  ['?', '.'],
])

const literal = (sign: string): string => sign.replace(/[\\^$.|+()[\]{}/]/, '\\$&')

function refuseUseless(flag: string, pattern: string, specs: readonly Named[], what: string): void {
  const matches = toMatcher(pattern)
  if (specs.some(({ name }) => matches(name))) return
  const near = nearest(
    pattern,
    specs.flatMap(({ name }) => name ?? []),
  )
  throw new UserError(`${flag} ${pattern} matches no entry`, {
    hint: near === undefined ? listOf(specs, what) : `did you mean ${near}? ${listOf(specs, what)}`,
  })
}

function listOf(specs: readonly Named[], what: string): string {
  const names = [...new Set(specs.map(({ name }) => name ?? '(no name)'))]
  if (names.length === 0) return 'there is nothing to choose from'
  const more = names.length > 20 ? ` and ${names.length - 20} more` : ''
  return `${what} are ${names.slice(0, 20).join(', ')}${more}`
}
