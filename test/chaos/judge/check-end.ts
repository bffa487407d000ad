import type { Made } from '../service/truth.ts'
import { isOutOfScope, onlyOf } from '../story/order.ts'
import { label } from './check-call.ts'
import { clean } from './clean.ts'
import { type End, idsOf, isNamed, isSentElsewhere, nameOf } from './end.ts'
import { allExplained, allNamed } from './explained.ts'
import {
  isOneOfTwo,
  mayBeLoose,
  NEEDS,
  noneLooseInSilence,
  oneOfEachCall,
  wasForgotten,
} from './loose.ts'
import { ownedIn, returnedIn } from './owned.ts'

/** What must hold once a story is over: the promise of the program. */
export function checkEnd(end: End): readonly string[] {
  return [
    ...noneTwice(end),
    ...end.objections.map(({ what }) => what),
    ...noneForgotten(end),
    ...noneReturnedInSilence(end),
    ...noneLooseInSilence(end),
    ...noneInvented(end),
    ...noneDoubtedInVain(end),
    ...noneUnprotected(end),
    ...(end.order.order === 'apply' ? allExplained(end) : []),
    ...allNamed(end),
    ...clean(end),
  ]
}

/** No entry has two instances, but for one that takes the place of another: then the last start names both. */
function noneTwice({
  names,
  made,
  state,
  launches,
  entries,
  order,
  lastSight,
  amnesia,
  forgotten,
  isListSound,
}: End): readonly string[] {
  const owned = [...state.entries.values()].flatMap(({ instances }) => instances)
  const last = launches.at(-1)
  return names.flatMap((name) => {
    const isOwned = ({ id }: { readonly id: string }) => owned.some((each) => each.id === id)
    const all = made.filter((each) => each.askedName === (name ?? '') && !each.isLeaving)
    const living = oneOfEachCall(all, isOwned).filter((each) => !wasForgotten(each, forgotten))
    // The attempt to make the new one may be without an outcome: then nobody can name it.
    const gpus = entries.find((each) => each.name === name)?.gpus
    const isOpen =
      living.some((each) => isOwned(each) && each.settings.gpus !== gpus) &&
      [...state.entries.values()].some(
        (entry) => nameOf(entry) === (name ?? '') && entry.open.length > 0,
      )
    const isTakingOver = living.some(({ id }) => {
      const by = owned.find((each) => each.id === id)?.supersededBy
      return living.length === 2 && (isOpen || living.some((each) => each.id === by))
    })
    // With the ledger went what it knew of a replacement: then both are there, and whoever looks is told of both.
    const isForgotten =
      amnesia &&
      living.length === 2 &&
      living.filter((each) => each.settings.gpus !== gpus).length === 1
    // A run that is about another entry need not speak of this one; who looks at all of them reads of it.
    const only = onlyOf(order)
    const isAbout = only === undefined || only === name
    const told = isAbout ? last : lastSight
    const isNamed = living
      .filter((each) => isOwned(each) || !isOpen)
      .every(({ id }) => told?.output.includes(id))
    const isTold = isNamed && !(isAbout && last?.code === 0)
    // What the service denied is there again: who looks is told of each, and no apply of it is done while the list shows both.
    const returned = new Map(returnedIn(state, made).map((each) => [each.id, each]))
    // A prune leaves out what is protected, says so, and is done.
    const isLeftOut =
      order.order === 'apply' &&
      order.prune &&
      entries.every((each) => each.name !== name) &&
      living.every(({ id }) => (returned.get(id) ?? owned.find((each) => each.id === id))?.protect)
    const isBack =
      living.every((each) => isOwned(each) || returned.has(each.id)) &&
      living.filter(isOwned).length <= 1 &&
      !(order.order === 'apply' && !isLeftOut && isAbout && isListSound && last?.code === 0)
    if (living.length <= 1 || ((isTakingOver || isForgotten) && isTold) || isBack) return []
    return [`${label(name)} was made ${living.length} times`]
  })
}

/**
 * What had counted as gone and lives is told of by whoever looks, be its entry in the file or not, as what needs a person. A file
 * without an entry is refused before anybody looks.
 */
function noneReturnedInSilence({ state, made, lastSight, entries }: End): readonly string[] {
  if (entries.length === 0) return []
  return returnedIn(state, made)
    .filter(({ id }) => lastSight?.output.includes(id) !== true || !NEEDS.test(lastSight.output))
    .map(({ id, name }) => `${id} of ${label(name)} is back, and no plan tells of it`)
}

/** Every instance that the service made is in the ledger, or its attempt is open. */
function noneForgotten(end: End): readonly string[] {
  const { state, made } = end
  if (end.amnesia && isUnseen(end)) return []
  const entries = [...state.entries.values()]
  const recorded = new Set([
    ...entries.flatMap(idsOf),
    ...returnedIn(state, made).map(({ id }) => id),
  ])
  return (
    made
      .filter(({ id, isLeaving }) => !recorded.has(id) && !isLeaving)
      .filter(
        ({ askedName }) =>
          !entries.some((entry) => nameOf(entry) === askedName && entry.open.length > 0),
      )
      // Of these, whoever looks at the end tells.
      .filter((each) => !mayBeLoose(each, end.forgotten))
      .filter((each) => !isTold(each, end) && !(end.mayBeUnrecorded && isNamed(each.id, end)))
      .map(
        ({ id, askedName }) => `${id} of ${label(askedName)} is neither in the ledger nor in doubt`,
      )
  )
}

/** Whether the last start ended with the word that the account cannot be seen: then it cannot tell what is in it. */
function isUnseen({ launches, lastPlan = launches.at(-1) }: End): boolean {
  const last = lastPlan
  return last?.code !== 0 && last?.output.includes('the account could not be listed') === true
}

/** Whether the ledger holds a stranger's in its place, and the program has told of ours wherever it could see it. */
function isTold(
  { id, askedName }: Made,
  { ambiguous, isListSound, state, made, launches }: End,
): boolean {
  if (!ambiguous) return false
  const ours = new Set(made.map((each) => each.id))
  const entry = [...state.entries.values()].find((each) => nameOf(each) === askedName)
  const hasStranger = entry !== undefined && idsOf(entry).some((each) => !ours.has(each))
  return hasStranger && (!isListSound || launches.some(({ output }) => output.includes(id)))
}

/** Every instance in the ledger exists, under the name of its entry. */
function noneInvented({ state, made, ambiguous }: End): readonly string[] {
  const names = new Map(made.map(({ id, askedName }) => [id, askedName]))
  return [...state.entries.values()].flatMap((entry) =>
    idsOf(entry)
      .filter((id) => (names.get(id) ?? (ambiguous ? nameOf(entry) : undefined)) !== nameOf(entry))
      .map((id) => `the ledger holds ${id} for ${label(entry.name)}, which is not so`),
  )
}

/** What the account shows is found: doubt is for what nobody can see. */
function noneDoubtedInVain(end: End): readonly string[] {
  const { isAccountSound, isMarked, state, made, launches, order, entries } = end
  // The attempt is in the ledger of another name of the host: the run names both, and how to settle it there.
  if (!isAccountSound || isSentElsewhere(launches.at(-1))) return []
  // What is refused before the ledger is opened settles nothing.
  if (isOutOfScope(order, entries)) return []
  return [...state.entries.values()]
    .filter(({ name, open }) => (name !== undefined || isMarked) && open.length > 0)
    .filter((entry) => {
      // What the entry owns is the old one of a replacement: it settles no attempt.
      const owned = new Set<string>(entry.instances.map(({ id }) => id))
      for (const { id } of returnedIn(state, made)) owned.add(id)
      return made.some(
        (each) =>
          each.askedName === nameOf(entry) &&
          !each.isLeaving &&
          !owned.has(each.id) &&
          // Which of two it is, no look tells.
          !isOneOfTwo(each, made),
      )
    })
    .map(({ name }) => `${label(name)} stays in doubt, though the account shows what was made`)
}

/** What the ledger protects is there, unless somebody else ended it. */
const noneUnprotected = ({ isEndedByOthers, state, made }: End): readonly string[] =>
  isEndedByOthers
    ? []
    : ownedIn(state)
        .filter(
          ({ protect, id }) => protect && made.some((each) => each.id === id && each.isLeaving),
        )
        .map(({ id, name }) => `${id} of ${label(name)} is protected, and is gone`)
