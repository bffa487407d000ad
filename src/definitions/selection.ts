import { nearest } from '../model/nearest.ts'
import { UserError } from '../model/user-error.ts'
import { mayMatch } from './glob-may-match.ts'
import type { InstanceSpec } from './instance-spec.ts'
import { toMatcher } from './name-pattern.ts'

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
 * must not look like "nothing to do". An entry without a name is selected by no pattern; one whose name is not known
 * is kept by every pattern that may match it, and left out only by one that matches it as written. `what` names the
 * entries in the message, and `elsewhere` says where else what a pattern of `--only` names may be.
 */
export function select<Entry extends Named>(
  specs: readonly Entry[],
  { only, exclude }: Selection,
  what = 'the entries',
  elsewhere?: (pattern: string) => string,
): readonly Entry[] {
  for (const pattern of only) refuseUseless('--only', pattern, specs, what, elsewhere)
  for (const pattern of exclude) refuseUseless('--exclude', pattern, specs, what)
  const wanted = only.map(toLenientMatcher)
  const unwanted = exclude.map(toMatcher)
  const selected = specs.filter(
    (entry) =>
      (wanted.length === 0 || wanted.some((matches) => matches(entry))) &&
      !unwanted.some((matches) => matches(entry.name)),
  )
  if (selected.length === 0 && specs.length > 0) {
    throw new UserError('--only and --exclude together leave no entry', {
      hint: listOf(specs, what),
    })
  }
  return selected
}

/** What a pattern is matched against. */
interface Named extends Pick<InstanceSpec, 'name'> {
  /** What is sure of a name that is written with variables whose values are not known: anything may be in between. */
  readonly pieces?: readonly string[] | undefined
}

function toLenientMatcher(pattern: string): (entry: Named) => boolean {
  const matches = toMatcher(pattern)
  return ({ name, pieces }) => matches(name) || (pieces !== undefined && mayMatch(pattern, pieces))
}

function refuseUseless(
  flag: string,
  pattern: string,
  specs: readonly Named[],
  what: string,
  elsewhere?: (pattern: string) => string,
): void {
  if (specs.some(toLenientMatcher(pattern))) return
  const near = nearest(
    pattern,
    specs.flatMap(({ name }) => name ?? []),
  )
  throw new UserError(`${flag} ${pattern} matches no entry`, {
    hint: [...(near === undefined ? [] : [`did you mean ${near}?`]), listOf(specs, what)]
      .join(' ')
      .concat(elsewhere === undefined ? '' : `; ${elsewhere(pattern)}`),
  })
}

function listOf(specs: readonly Named[], what: string): string {
  const names = [...new Set(specs.map(({ name }) => name ?? '(no name)'))]
  if (names.length === 0) return 'there is nothing to choose from'
  const more = names.length > 20 ? ` and ${names.length - 20} more` : ''
  return `${what} are ${names.slice(0, 20).join(', ')}${more}`
}
