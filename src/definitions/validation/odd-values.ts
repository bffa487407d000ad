import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import { CONTROL, isUnseen, oddCharacter } from '../../model/odd-character.ts'
import type { Path } from '../value-path.ts'
import type { CastValue, UnvalidatedEntry } from './cast.ts'
import { envValuesOf, isCredential } from './env-rules.ts'
import { describeAt, isList, isMap, type Rule, textField } from './rule.ts'
import { locationWithin } from './value-location.ts'
import { withHoles } from './with-holes.ts'

/** `at`: where the character is in the text, in UTF-16 units. */
type Test = (character: string, at: number) => boolean

/** Where the first character is that a test tells; -1 for none. Nearly every text is ASCII, and only printable. */
function indexOfOdd(text: string, is: Test): number {
  const first = text.search(/[^ -~]/)
  if (first === -1) return -1
  for (let at = first; at < text.length; at += 1) if (is(text[at] ?? '', at)) return at
  return -1
}

const isOdd: Test = (character) => oddCharacter(character) !== undefined

const isControl: Test = (character) => CONTROL.test(character)

/**
 * What must not be in a field; `undefined` where the text is a person's own, or is looked at elsewhere (`imageUrl` by the
 * grammar of images, control characters of a `name` by a rule).
 */
function oddTest(field: string, value: CastValue): Test | undefined {
  switch (field) {
    case 'command':
    case 'entrypoint':
    case 'imageUrl':
      return undefined
    case 'envs':
      // `NAME：value`, which YAML takes for a string.
      return typeof value === 'string' ? (character) => character === '：' : undefined
    case 'imageAuth': {
      // Without another one, a wide colon is the one between the two halves.
      const hasColon = typeof value !== 'string' || value.includes(':')
      return hasColon
        ? isControl
        : (character, at) => isControl(character, at) || character === '：'
    }
    case 'ports':
      // A list of them may be written over several lines.
      return isOdd
    case 'name':
      return typeof value === 'string' && isAsciiElse(value) ? isOdd : isUnseen
    default:
      return (character, at) => isOdd(character, at) || isControl(character, at)
  }
}

/** Whether a string is ASCII but for characters that are taken for others: in a Chinese name they belong. */
const isAsciiElse = (text: string): boolean =>
  Array.from(text).every(
    (character) => character <= '\u007f' || oddCharacter(character) !== undefined,
  )

/**
 * Finds characters that nobody sees, or takes for others, in values that have none by their nature: ids, words, numbers and
 * ports; in a name that is Chinese only those that nobody sees. Such a field becomes a hole in the draft, since all
 * that follows from the character is one mistake.
 */
export function oddValues(draft: UnvalidatedEntry): {
  readonly draft: UnvalidatedEntry
  readonly diagnostics: readonly Diagnostic[]
} {
  return withHoles(draft, (field, value) => {
    const is = oddTest(field, value)
    const odd = is === undefined ? undefined : oddIn(value, [field], is)
    return odd === undefined ? [] : [findingOf(draft, odd)]
  })
}

interface Odd {
  readonly path: Path
  readonly at: number
  readonly character: string
}

function oddIn(value: CastValue, path: Path, is: Test): Odd | undefined {
  if (typeof value === 'string') {
    const at = indexOfOdd(value, is)
    return at === -1 ? undefined : { path, at, character: value[at] ?? '' }
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

function findingOf(draft: UnvalidatedEntry, { path, at, character }: Odd): Diagnostic {
  const place = locationWithin(draft.definition, path, draft.expansions, { from: at, to: at + 1 })
  const { field, from } = describeAt(draft, path)
  // In a list of ports a wide semicolon is the comma.
  const meant = path[0] === 'ports' && character === '；' ? ',' : undefined
  return diagnose('odd-character', place, { field, character, from, meant })
}

/**
 * A shell takes quotes, dashes and spaces of a word processor for letters. In another script they belong there, so
 * only what nobody sees is told of it.
 */
export const commandsAreTyped: Rule = (draft, report) => {
  for (const field of ['command', 'entrypoint']) {
    const text = textField(draft, field)
    const at = text === undefined ? -1 : oddAt(text)
    if (text === undefined || at === -1) continue
    const { definition, expansions } = draft
    const place = locationWithin(definition, [field], expansions, { from: at, to: at + 1 })
    const { from } = describeAt(draft, [field])
    report(diagnose('odd-character-in-command', place, { field, character: text[at] ?? '', from }))
  }
}

const oddAt = (text: string): number =>
  indexOfOdd(
    text,
    (character, at) =>
      isUnseen(character) ||
      ((QUOTES.test(character) || isFlagDash(text, at)) && isAsciiElse(text)),
  )

/** Not the right single one, which is an apostrophe too. */
const QUOTES = /[\u2018\u201c-\u201e]/

/** A dash that begins a word with a letter behind it: it stood for `-` or `--`. */
const isFlagDash = (text: string, at: number): boolean =>
  /^[\u2013\u2014\u2212]-?[A-Za-z]/.test(text.slice(at, at + 3)) && !/\S/.test(text[at - 1] ?? ' ')

/**
 * The value of a variable is a person's own, but for what an input method or a word processor left around it, and for a
 * reference that is none.
 */
export const envValuesAreTyped: Rule = (draft, report) => {
  for (const { path, key, value } of envValuesOf(draft)) {
    // Nearly every value is plain ASCII, and a large fleet has many.
    if (typeof value !== 'string' || !/[^ -~]/.test(value)) continue
    const { field, from } = describeAt(draft, path)
    const at = oddInValue(value, isCredential(key, from))
    if (at === -1) continue
    const { definition, expansions } = draft
    const place = locationWithin(definition, path, expansions, { from: at, to: at + 1 })
    report(diagnose('odd-character-in-value', place, { field, character: value[at] ?? '', from }))
  }
}

function oddInValue(value: string, isSecret: boolean): number {
  const reference = /\uff04[{\uff5b]|\$\uff5b/.exec(value)
  if (reference !== null) return reference.index + (value[reference.index] === '$' ? 1 : 0)
  const isQuoted = /^[\u2018\u201c\u300c].*[\u2019\u201d\u300d]$/s.test(value)
  if (isQuoted && (isSecret || isAsciiElse(value))) return 0
  const isBlank = (character: string | undefined): boolean =>
    character === '\u3000' || (character !== undefined && isUnseen(character))
  if (isBlank(value[0])) return 0
  if (isBlank(value.at(-1))) return value.length - 1
  return isSecret ? indexOfOdd(value, isBlank) : -1
}
