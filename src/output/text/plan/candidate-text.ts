import { isLive } from '../../../api/remote.ts'
import type { Candidate } from '../../../plan/attempt-matches.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import type { Objection } from '../../../plan/reasons/match-reason.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'

/** What to type for the id of an instance: itself where there is only one that can be recorded. */
export function idToAdopt(candidates: readonly Candidate[]): string {
  const [only, ...others] = candidates.filter(({ instance }) => isLive(instance))
  return only === undefined || others.length > 0 ? 'ID' : shellWord(only.instance.id)
}

/** What speaks against a candidate, behind what it is. */
export const againstText = (against: readonly Objection[]): string =>
  against.length === 0 ? '' : `; but ${plain(clauses(against))}`

const clauses = (against: readonly Objection[]): string => against.map(explainReason).join('; ')

/**
 * What has the name of the attempt, or came since where it has none, and what keeps each from being taken for its instance. Not
 * cleaned for a terminal.
 */
export const possibleText = (
  candidates: readonly Candidate[],
  { name }: { readonly name: string | undefined },
): string =>
  candidates
    .map(({ instance, marked, against }) => {
      const who = isLive(instance) ? instance.id : `${instance.id}, which is ${instance.status},`
      if (marked) return `${who} carries its ${MARKER_KEY}`
      const since = name === undefined ? 'came since then' : 'carries this name since then'
      if (against.length === 0) return `${who} ${since}`
      return `${who} ${name === undefined ? since : 'carries this name'}, but ${clauses(against)}`
    })
    .join('; ')
