import { isLive } from '../../../api/remote.ts'
import type { Candidate } from '../../../plan/attempt-matches.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** What to type for the id of an instance: itself where there is only one that can be recorded. */
export function idToAdopt(candidates: readonly Candidate[]): string {
  const [only, ...others] = candidates.filter(({ instance }) => isLive(instance))
  return only === undefined || others.length > 0 ? 'ID' : shellWord(only.instance.id)
}

/** What speaks against a candidate, behind what it is. */
export const againstText = (against: readonly string[]): string =>
  against.length === 0 ? '' : `; but ${plain(against.join('; '))}`
