import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import { CONTROL, isUnseen, oddCharacter } from '../../model/odd-character.ts'
import { isCredentialName } from '../secrets/credential.ts'
import type { Path } from '../value-path.ts'
import type { CastValue, UnvalidatedEntry } from './cast.ts'
import { envValuesOf } from './env-rules.ts'
import { describeAt, isList, isMap, type Rule, textField } from './rule.ts'
import { locationWithin } from './value-location.ts'
import { withHoles } from './with-holes.ts'

type Test = (character: string) => boolean

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
      return hasColon ? isControl : (character) => isControl(character) || character === '：'
    }
    case 'ports':
      // A list of them may be written over several lines.
      return isOdd
    case 'name':
      return typeof value === 'string' && isAsciiElse(value) ? isOdd : isUnseen
    default:
      return (character) => isOdd(character) || isControl(character)
  }
}

/** Whether a string is ASCII but for characters that are taken for others: in a Chinese name they belong. */
const isAsciiElse = (text: string): boolean =>
  Array.from(text).every((character) => character <= '\u007f' || isOdd(character))

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

function oddIn(value: CastValue, path: Path, is: (character: string) => boolean): Odd | undefined {
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

function oddAt(text: string): number {
  const first = text.search(/[^ -~]/)
  if (first === -1) return -1
  const isAscii = isAsciiElse(text)
  for (let at = first; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (isUnseen(character)) return at
    if (isAscii && (QUOTES.test(character) || isFlagDash(text, at))) return at
  }
  return -1
}

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
    if (typeof value !== 'string') continue
    const { field, from } = describeAt(draft, path)
    const isCredential = (key !== undefined && isCredentialName(key)) || from.some(isCredentialName)
    const at = oddInValue(value, isCredential)
    if (at === -1) continue
    const { definition, expansions } = draft
    const place = locationWithin(definition, path, expansions, { from: at, to: at + 1 })
    report(diagnose('odd-character-in-value', place, { field, character: value[at] ?? '', from }))
  }
}

function oddInValue(value: string, isCredential: boolean): number {
  if (!/[^ -~]/.test(value)) return -1
  const reference = /\uff04[{\uff5b]|\$\uff5b/.exec(value)
  if (reference !== null) return reference.index + (value[reference.index] === '$' ? 1 : 0)
  const isQuoted = /^[\u2018\u201c\u300c].*[\u2019\u201d\u300d]$/s.test(value)
  if (isQuoted && (isCredential || isAsciiElse(value))) return 0
  const isBlank = (character: string | undefined): boolean =>
    character === '\u3000' || (character !== undefined && isUnseen(character))
  if (isBlank(value[0])) return 0
  if (isBlank(value.at(-1))) return value.length - 1
  return isCredential ? Array.from(value).findIndex(isBlank) : -1
}
