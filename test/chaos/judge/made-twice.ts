import type { Truth } from '../service/truth.ts'
import { label } from './check-call.ts'
import type { End } from './end.ts'
import { ownedIn, returnedIn } from './owned.ts'

/** Of the instances that the service made of one call, one counts: that of the ledger, where it holds one of them. */
export const oneOfEachCall = <Instance extends Pick<Truth, 'id' | 'twin'>>(
  instances: readonly Instance[],
  isOwned: (instance: Instance) => boolean,
): readonly Instance[] =>
  instances.filter((each, at) => {
    const twin = instances.findIndex(({ id }) => id === each.twin)
    const other = instances[twin]
    if (other === undefined) return true
    return isOwned(each) === isOwned(other) ? at < twin : isOwned(each)
  })

/** Whether the other one that was made of the same call is there, too. */
export const isOneOfTwo = (
  { twin }: Pick<Truth, 'twin'>,
  made: readonly Pick<Truth, 'id' | 'isLeaving'>[],
): boolean => made.some(({ id, isLeaving }) => id === twin && !isLeaving)

/**
 * What the service made of a call besides the one that the ledger holds is told of by whoever looks; while both are there, as
 * what needs a person. A file without an entry is refused before anybody looks, and a name that is in no file tells nothing.
 */
export function noneMadeTwiceInSilence({
  state,
  made,
  entries,
  isMarked,
  lastSight,
}: End): readonly string[] {
  if (entries.length === 0) return []
  const { output } = lastSight ?? { output: '' }
  const held = new Set([...ownedIn(state), ...returnedIn(state, made)].map(({ id }) => id))
  return made
    .filter(({ id, twin, isLeaving }) => twin !== undefined && !isLeaving && !held.has(id))
    .filter(({ askedName }) => isMarked || entries.some(({ name }) => name === askedName))
    .filter((each) => !output.includes(each.id) || (isOneOfTwo(each, made) && !NEEDS.test(output)))
    .map(
      ({ id, askedName, twin }) =>
        `${id} of ${label(askedName)} was made with ${twin} by one call, and no plan tells of it`,
    )
}

/** How a plan says that something is for a person to decide. */
export const NEEDS = /needs a person|"action":"(?:conflict|orphan|in-doubt|blocked)"|waits/
