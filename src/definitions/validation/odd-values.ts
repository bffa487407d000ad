import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import { oddCharacter } from '../../model/odd-character.ts'
import type { Path } from '../value-path.ts'
import type { Draft, Plain } from './cast.ts'
import { isList, isMap, said } from './rule.ts'
import { placeWithin } from './value-location.ts'
import { withHoles } from './with-holes.ts'

/** Fields whose text is a person's own, or is looked at elsewhere (`imageUrl`, by the grammar of images). */
const FREE: ReadonlySet<string> = new Set([
  'command',
  'entrypoint',
  'envs',
  'imageAuth',
  'imageUrl',
])

/**
 * Finds characters that nobody sees, or takes for others, in values that have none by their nature: ids, words, numbers and
 * ports; in a name, which may be Chinese, only those that nobody sees. Such a field becomes a hole in the draft, since all
 * that follows from the character is one mistake.
 */
export function oddValues(draft: Draft): {
  readonly draft: Draft
  readonly diagnostics: readonly Diagnostic[]
} {
  return withHoles(draft, (field, value) => {
    if (FREE.has(field)) return []
    const odd = oddIn(value, [field], field === 'name' ? isUnseen : isOdd)
    return odd === undefined ? [] : [findingOf(draft, odd)]
  })
}

interface Odd {
  readonly path: Path
  readonly at: number
  readonly character: string
}

function oddIn(value: Plain, path: Path, is: (character: string) => boolean): Odd | undefined {
  if (typeof value === 'string') {
    // Nearly every value is ASCII.
    const first = value.search(/[^ -~]/)
    if (first === -1) return undefined
    for (let at = first; at < value.length; at += 1) {
      const character = value[at] ?? ''
      if (is(character)) return { path, at, character }
    }
    return undefined
  }
  if (isList(value)) {
    for (const [index, item] of value.entries()) {
      const odd = oddIn(item, [...path, index], is)
      if (odd !== undefined) return odd
    }
  } else if (isMap(value)) {
    for (const [key, member] of Object.entries(value)) {
      const odd = oddIn(member, [...path, key], is)
      if (odd !== undefined) return odd
    }
  }
  return undefined
}

const isOdd = (character: string): boolean => oddCharacter(character) !== undefined

function isUnseen(character: string): boolean {
  const odd = oddCharacter(character)
  return odd !== undefined && odd.meant.trim() === '' && odd.name !== 'ideographic space'
}

function findingOf(draft: Draft, { path, at, character }: Odd): Diagnostic {
  const place = placeWithin(draft.definition, path, draft.expansions, { from: at, to: at + 1 })
  const { field, from } = said(draft, path)
  return diagnose('odd-character', place, { field, character, from })
}
