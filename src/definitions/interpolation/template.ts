import { MAX_NESTED } from '../../model/nesting.ts'

/**
 * The grammar of variable references, which is that of Docker Compose, and nothing else: no YAML, no
 * environment, no types. A string becomes parts; `evaluate` gives the parts their
 * values. Offsets are UTF-16 units into the text that was parsed, `to` exclusive.
 */
export interface Template {
  readonly source: string
  readonly parts: readonly Part[]
  /** What is malformed, in the order of the text. A malformed reference stays in `parts` as text. */
  readonly faults: readonly Fault[]
}

export type Part = TextPart | DollarPart | Reference

/** Text that stands for itself, a `$` that starts no name included. */
export interface TextPart {
  readonly kind: 'text'
  readonly text: string
}

/** `$$`, which is how a dollar sign is written where a `$` alone would start a reference. */
export interface DollarPart {
  readonly kind: 'dollar'
}

export interface Reference {
  readonly kind: 'reference'
  readonly name: string
  /** `$NAME` is bare; every other form has braces. */
  readonly form: 'bare' | 'braced' | Operator
  /** What follows the operator; empty without one. In `?` and `:?` it is a message, which is never evaluated. */
  readonly word: readonly Part[]
  readonly from: number
  readonly to: number
}

/** With a colon an empty value counts as none. */
export type Operator = ':-' | '-' | ':?' | '?' | ':+' | '+'

/**
 * What can be wrong with the form of a reference. The offsets cover the whole malformed reference; of one
 * that never ends, what can be told of its beginning.
 */
export type Fault =
  /** `${}` */
  | { readonly kind: 'empty'; readonly from: number; readonly to: number }
  /** `${NAME`; the outermost one only, since the ones inside it are open for the same reason. */
  | {
      readonly kind: 'unclosed'
      readonly name: string | undefined
      readonly from: number
      readonly to: number
    }
  /** `${1A}`; `written` is what is in the place of the name, cut when it is long. */
  | {
      readonly kind: 'bad-name'
      readonly written: string
      readonly from: number
      readonly to: number
    }
  /** `${NAME!x}`; `written` is the character that is not an operator. */
  | {
      readonly kind: 'bad-operator'
      readonly name: string
      readonly written: string
      readonly from: number
      readonly to: number
    }
  /** `${NAME:}` and `${NAME:x}`; `written` is the character after the colon, if there is one. */
  | {
      readonly kind: 'lone-colon'
      readonly name: string
      readonly written: string | undefined
      readonly from: number
      readonly to: number
    }
  /** More than `MAX_NESTED` references inside each other. */
  | { readonly kind: 'too-deep'; readonly from: number; readonly to: number }

/** How many references may be inside each other. No person comes near it; hostile text meets an answer, not a full stack. */
/** Reads a string, in time linear in its length. The form is checked here, before any value is looked at. */
export function parseTemplate(source: string): Template {
  const reading: Reading = { source, at: 0, faults: [], open: undefined, tooDeep: false }
  const parts = readParts(reading, 0)
  const faults = [...reading.faults]
  if (reading.open !== undefined && !reading.tooDeep) faults.push(reading.open)
  faults.sort((one, other) => one.from - other.from)
  return { source, parts, faults }
}

interface Reading {
  readonly source: string
  at: number
  readonly faults: Fault[]
  /** The reference that the end of the text was met in; an outer one replaces the inner ones. */
  open: Fault | undefined
  tooDeep: boolean
}

/** Reads to the end of the text or, inside a word, to the brace that ends it. */
function readParts(reading: Reading, depth: number): Part[] {
  const { source } = reading
  const parts: Part[] = []
  const notable = depth === 0 ? /\$/g : /[${}]/g
  let from = reading.at
  let bareBraces = 0
  const textUntil = (to: number) => {
    if (to > from) parts.push({ kind: 'text', text: source.slice(from, to) })
  }
  while (reading.at < source.length) {
    notable.lastIndex = reading.at
    const at = notable.exec(source)?.index ?? source.length
    reading.at = at
    const next = source[at + 1]
    if (at === source.length) break
    if (source[at] === '}') {
      if (bareBraces === 0) break
      bareBraces -= 1
      reading.at += 1
    } else if (source[at] === '{') {
      bareBraces += 1
      reading.at += 1
    } else if (next === '$') {
      textUntil(at)
      parts.push({ kind: 'dollar' })
      from = reading.at = at + 2
    } else {
      const reference = next === '{' ? readBraced(reading, depth) : readBare(reading)
      if (reference === undefined) continue
      textUntil(at)
      parts.push(reference)
      from = reading.at
    }
  }
  textUntil(reading.at)
  return parts
}

/** Reads `$NAME`; moves past the `$` alone when no name follows. */
function readBare(reading: Reading): Reference | undefined {
  const from = reading.at
  const name = nameAt(reading.source, from + 1)
  reading.at = from + 1 + name.length
  if (name === '') return undefined
  return { kind: 'reference', name, form: 'bare', word: [], from, to: reading.at }
}

/** Reads `${…}`; moves past a malformed one and notes its fault. */
function readBraced(reading: Reading, depth: number): Reference | undefined {
  const { source } = reading
  const from = reading.at
  if (depth >= MAX_NESTED) {
    reading.faults.push({ kind: 'too-deep', from, to: from + 2 })
    reading.tooDeep = true
    reading.at = source.length
    return undefined
  }
  const name = nameAt(source, from + 2)
  const afterName = from + 2 + name.length
  const unclosed = (): undefined => {
    reading.open = { kind: 'unclosed', name: name || undefined, from, to: afterName }
    reading.at = source.length
    return undefined
  }
  const form = name === '' ? undefined : formAt(source, afterName)
  if (form === undefined) {
    const close = closingBrace(source, afterName)
    if (close === undefined) return unclosed()
    reading.faults.push(faultOf(source, name, from, close))
    reading.at = close + 1
    return undefined
  }
  reading.at = form === 'braced' ? afterName : afterName + form.length
  const word = form === 'braced' ? [] : readParts(reading, depth + 1)
  if (source[reading.at] !== '}') return unclosed()
  reading.at += 1
  return { kind: 'reference', name, form, word, from, to: reading.at }
}

function nameAt(source: string, at: number): string {
  const name = /[A-Za-z_][A-Za-z0-9_]*/y
  name.lastIndex = at
  return name.exec(source)?.[0] ?? ''
}

function formAt(source: string, at: number): 'braced' | Operator | undefined {
  if (source[at] === '}') return 'braced'
  const two = source.slice(at, at + 2)
  return OPERATORS.find((operator) => two.startsWith(operator))
}

const OPERATORS = [':-', ':?', ':+', '-', '?', '+'] as const satisfies readonly Operator[]

/** The brace that closes a malformed reference, so that its inside causes no findings of its own. */
function closingBrace(source: string, at: number): number | undefined {
  const brace = /[{}]/g
  brace.lastIndex = at
  let open = 1
  for (let found = brace.exec(source); found !== null; found = brace.exec(source)) {
    open += found[0] === '{' ? 1 : -1
    if (open === 0) return found.index
  }
  return undefined
}

function faultOf(source: string, name: string, from: number, close: number): Fault {
  const to = close + 1
  if (name === '') {
    const start = from + 2
    // Past an operator there may be a secret, and none of it is the name.
    const written = /^[^:?+-]*/.exec(source.slice(start, Math.min(close, start + 40)))?.[0] ?? ''
    return source.slice(start, close).trim() === ''
      ? { kind: 'empty', from, to }
      : { kind: 'bad-name', written, from, to }
  }
  const at = from + 2 + name.length
  if (source[at] === ':') {
    const written = at + 1 === close ? undefined : characterAt(source, at + 1)
    return { kind: 'lone-colon', name, written, from, to }
  }
  return { kind: 'bad-operator', name, written: characterAt(source, at), from, to }
}

const characterAt = (source: string, at: number): string =>
  String.fromCodePoint(source.codePointAt(at) ?? 0)
