import type { LedgerRecord } from '../../../src/ledger/record.ts'
import { MARK } from '../service/settings.ts'
import { isMade, type Truth } from '../service/truth.ts'
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

/** The attempts of which a person said that they made nothing. */
export const forgottenIn = (records: readonly LedgerRecord[]): ReadonlySet<string> =>
  new Set(records.flatMap((record) => (record.type === 'forgotten' ? record.attempts : [])))

/** Whether a person said of what made an instance that it made nothing. Its mark ends with the attempt. */
export const wasForgotten = (
  { settings: { envs } }: Pick<Truth, 'settings'>,
  forgotten: ReadonlySet<string>,
): boolean => forgotten.has(envs?.get(MARK)?.split('.').at(-1) ?? '')

/** Whether the ledger need not hold a living instance of the program, though no attempt is in doubt. */
export const mayBeLoose = (
  instance: Pick<Truth, 'askedName' | 'twin' | 'settings' | 'isLeaving'>,
  forgotten: ReadonlySet<string>,
): boolean =>
  instance.askedName !== undefined &&
  !instance.isLeaving &&
  (instance.twin !== undefined || wasForgotten(instance, forgotten))

/**
 * What the service made of a call besides the one that the ledger holds, and what it made after a person was sure that it had
 * not, is told of by whoever looks; while another one of its entry is there, as what needs a person. A file without an entry is
 * refused before anybody looks, and without its mark a name that is in no file tells nothing.
 */
export function noneLooseInSilence({
  state,
  made,
  entries,
  forgotten,
  isMarked,
  lastSight,
}: End): readonly string[] {
  if (entries.length === 0) return []
  const { output } = lastSight ?? { output: '' }
  const held = new Set([...ownedIn(state), ...returnedIn(state, made)].map(({ id }) => id))
  return made
    .filter((each) => mayBeLoose(each, forgotten) && !held.has(each.id))
    .filter(({ askedName }) => isMarked || entries.some(({ name }) => name === askedName))
    .filter(({ id, askedName }) => {
      const isAlone = made.every(
        (other) => other.id === id || other.askedName !== askedName || other.isLeaving,
      )
      return !output.includes(id) || !(isAlone || NEEDS.test(output))
    })
    .map(({ id, askedName, twin }) => {
      const how =
        twin === undefined ? 'came after it was forgotten' : `was made with ${twin} by one call`
      return `${id} of ${label(askedName)} ${how}, and no plan tells of it`
    })
}

/** Whether there is something of which only a look can tell. */
export const isAnyLoose = (truth: readonly Truth[], records: readonly LedgerRecord[]): boolean => {
  const forgotten = forgottenIn(records)
  return truth.some((each) => isMade(each) && mayBeLoose(each, forgotten))
}

/** How a plan says that something is for a person to decide. */
export const NEEDS = /needs a person|"action":"(?:conflict|orphan|in-doubt|blocked)"|waits/
