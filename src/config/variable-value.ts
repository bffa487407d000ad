import { aCharacter, oddCharacter } from '../model/odd-character.ts'

/** Why a line is not read. Quotes nothing of the file: its lines are secrets. */
export interface Why {
  /** Words that follow "line 3". */
  readonly what: string
  /** What to write instead. */
  readonly hint: string
}

/** `at` is in the line that is named. */
export interface Refused {
  readonly kind: 'refused'
  readonly at: number
  readonly why: Why
}

/** `end` lies behind the line. */
export type Value =
  | { readonly kind: 'value'; readonly value: string; readonly end: number }
  | Refused

/** Without quotes: to the end of the line, or to a `#` after a space. */
export function plainValue(text: string, from: number): Value {
  const line = lineFrom(text, from)
  const comment = line.indexOf(' #')
  const value = (comment === -1 ? line : line.slice(0, comment)).replace(/[ \t]+$/, '')
  const why = plainDoubt(value, { isCommented: comment !== -1, blank: text[from - 1] !== '=' })
  if (why !== undefined) return { kind: 'refused', at: from, why }
  return { kind: 'value', value, end: Math.min(from + line.length + 1, text.length) }
}

/** What speaks against taking an unquoted value as it is. */
function plainDoubt(
  value: string,
  { isCommented, blank }: { readonly isCommented: boolean; readonly blank: boolean },
): Why | undefined {
  if ((blank && value.startsWith('#')) || value.includes('\t#')) {
    return {
      what: 'has a # that some programs read as a comment and others as a part of the value',
      hint: 'put the value in quotes; a comment follows a space after the value, or is on a line of its own',
    }
  }
  if (isCommented && /["']/.test(value) && !isPaired(value)) {
    return {
      what: 'has a # inside of quotes that open in the middle of the value, and Compose would cut it there',
      hint: 'put the whole value in quotes',
    }
  }
  if (value.includes('$')) return DOLLAR
  const [first, last] = [Array.from(value.slice(0, 2))[0] ?? '', Array.from(value).at(-1) ?? '']
  if (isDoubtful(first)) return oddAt('has a value that begins with', first, QUOTES)
  if (isDoubtful(last)) return oddAt('has a value that ends with', last, QUOTES)
  return undefined
}

const isPaired = (value: string): boolean =>
  ['"', "'"].every((quote) => value.split(quote).length % 2 === 1)

const QUOTES = ', or put the value in straight quotes if it belongs to it'

const DOLLAR: Why = {
  what: 'has a $ in its value, in the place of which Compose would put the value of another variable',
  hint: 'put the value in single quotes if the $ belongs to it: variable files hold no references',
}

/** Spaces that nobody sees, and quotes that are none. */
const isDoubtful = (character: string): boolean => {
  const meant = oddCharacter(character)?.meant
  return (
    /^\s$|^\u0085$/u.test(character) || (meant !== undefined && [' ', '', '"', "'"].includes(meant))
  )
}

export function oddAt(where: string, character: string, otherwise: string): Why {
  const meant = oddCharacter(character)?.meant
  return {
    what: `${where} ${aCharacter(character)}`,
    hint: `${meant === undefined || meant.trim() === '' ? 'take it out' : `type ${meant} instead`}${otherwise}`,
  }
}

/** Up to the quote that closes, whatever lines are in between. */
export function quotedValue(text: string, from: number, quote: '"' | "'"): Value {
  const close = closingQuote(text, from + 1, quote)
  if (close === undefined) {
    return {
      kind: 'refused',
      at: from,
      why: {
        what: 'opens a quote that nothing closes',
        hint:
          quote === "'"
            ? "close it with '; a ' inside of the value is written \\', and the value cannot end with \\ in these quotes"
            : 'close it with "; a " inside of the value is written \\"',
      },
    }
  }
  const inner = text.slice(from + 1, close)
  const why = quote === '"' ? doubleQuotedDoubt(inner) : undefined
  if (why !== undefined) return { kind: 'refused', at: from + 1 + why.at, why: why.why }
  const rest = matchAt(AFTER_QUOTE, text, close + 1)
  if (rest === null) {
    return { kind: 'refused', at: close, why: text[close + 1] === '#' ? HASH_BEHIND : TEXT_BEHIND }
  }
  const value =
    quote === '"' ? unescapeDouble(inner) : inner.replaceAll(/\\([\s\S])/g, unescapeSingle)
  return { kind: 'value', value, end: close + 1 + rest[0].length }
}

const AFTER_QUOTE = /(?:[ \t]*|[ \t]+#[^\n]*)(?:\n|$)/y

const TEXT_BEHIND: Why = {
  what: 'has text after the quote that closes the value',
  hint: 'put the whole value in one pair of quotes, and \\" for a " inside of it',
}

const HASH_BEHIND: Why = {
  what: 'has a # right behind the quote that closes the value',
  hint: 'put a space in front of the comment, or the # inside of the quotes',
}

function closingQuote(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === quote) return at
  }
  return undefined
}

const unescapeSingle = (pair: string, character: string): string => (character === "'" ? "'" : pair)

/** The escapes of Compose; a backslash before anything else stays. */
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  $: '$',
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
}

const unescapeDouble = (inner: string): string =>
  inner.replaceAll(/\\([\s\S])/g, (pair, character: string) => ESCAPES[character] ?? pair)

function doubleQuotedDoubt(inner: string): { readonly at: number; readonly why: Why } | undefined {
  for (const found of inner.matchAll(/\\[\s\S]|\$/g)) {
    if (found[0] === '$') {
      return { at: found.index, why: { ...DOLLAR, hint: `${DOLLAR.hint}; or write \\$` } }
    }
    if (found[0] === '\\0' || found[0] === '\\c') {
      return {
        at: found.index,
        why: {
          what: `has ${found[0]} in double quotes, which programs read in several ways`,
          hint: 'put the value in single quotes if the backslash belongs to it, or write \\\\',
        },
      }
    }
  }
  return undefined
}

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** To the end of the line, without it. */
export function lineFrom(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  return text.slice(at, end === -1 ? text.length : end)
}
