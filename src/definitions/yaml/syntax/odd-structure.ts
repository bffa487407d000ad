import type { Span } from '../../../model/location.ts'
import { oddCharacter } from '../../../model/odd-character.ts'

/**
 * Finds a character of an input method or a word processor in the place of one that gives YAML its structure, between two
 * offsets: in an indentation, for a dash or a colon or the space after one, around an item in brackets, or as a quote in
 * front of a value. Comments are passed over. `undefined` where there is none: then the structure is broken by something else.
 */
export function oddStructureIn(text: string, { start, end }: Span): Span | undefined {
  for (let from = start; from < end; ) {
    const newline = text.indexOf('\n', from)
    const to = newline === -1 ? text.length : newline
    const at = oddAt(text.slice(from, Math.min(to, from + LONGEST_LINE)))
    if (at !== undefined) return { start: from + at, end: from + at + 1 }
    from = to + 1
  }
  return undefined
}

/** A structure is at the start of a line; a longer one is somebody's data. */
const LONGEST_LINE = 2000

/** What may stand for the character that gives a place its structure. All of them are single UTF-16 units. */
const PATTERNS: readonly RegExp[] = [
  // The indentation.
  /^[ ]*(?=[^ -~])/,
  // The dash of an item, or the space after it.
  /^[ ]*(?=[–—－−]\s)/,
  /^[ ]*-(?=[^ -~])/,
  // The colon after a key, or the space after it.
  /^[ ]*(?:- +)?["']?[\w.-]+["']? *(?=：)/,
  /^[ ]*(?:- +)?["']?[\w.-]+["']?:(?=[^ -~])/,
  // A quote in front of a value.
  /^[ ]*(?:- +)?(?:["']?[\w.-]+["']?: +)?(?=[“”‘’「])/,
  // Between brackets.
  /^[^#"']*?[[{][^#"'\]}]*?(?=[，、：［］｛｝【】])/,
]

function oddAt(line: string): number | undefined {
  for (const pattern of PATTERNS) {
    const at = pattern.exec(line)?.[0].length
    const character = at === undefined ? undefined : line[at]
    if (character !== undefined && oddCharacter(character) !== undefined) return at
  }
  return undefined
}
