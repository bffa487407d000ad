import { oddCharacter } from '../model/odd-character.ts'
import {
  lineFrom,
  matchAt,
  oddAt,
  plainValue,
  quotedValue,
  type Refused,
  type Why,
} from './variable-value.ts'

/** What the text of a variable file says, or the first line that cannot be read without a doubt. */
export type VariableLines =
  | { readonly kind: 'read'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly problem: LineProblem }

export interface LineProblem extends Why {
  /** From 1. */
  readonly line: number
}

/**
 * Reads `NAME=value` lines as Docker Compose does, or refuses them. Refused is what Compose fills in from elsewhere, what
 * it drops without a word, and what other readers take in another way. The grammar is in `docs/variable-files.md`.
 *
 * Own code, since no package keeps to this: `util.parseEnv`, `dotenv` and their kin drop what they cannot read.
 */
export function readVariableLines(source: string): VariableLines {
  const text = source.replaceAll('\r\n', '\n')
  const stray = /[\0\r]/.exec(text)
  if (stray !== null) return refused(lineAt(text, stray.index), STRAY[stray[0] as '\0' | '\r'])
  const values = new Map<string, string>()
  const lineOf = new Map<string, number>()
  let at = 0
  let line = 1
  while (at < text.length) {
    const statement = statementAt(text, at)
    switch (statement.kind) {
      case 'refused':
        return refused(line + countLines(text.slice(at, statement.at)), statement.why)
      case 'assignment': {
        const { name, value } = statement
        const earlier = lineOf.get(name)
        if (earlier !== undefined && values.get(name) !== value) {
          return refused(line, {
            what: `sets a variable to another value than line ${earlier} does`,
            hint: 'leave one of the two lines out',
          })
        }
        values.set(name, value)
        lineOf.set(name, earlier ?? line)
        break
      }
      case 'nothing':
        break
    }
    line += countLines(text.slice(at, statement.end))
    at = statement.end
  }
  return { kind: 'read', values }
}

type Statement =
  | { readonly kind: 'nothing'; readonly end: number }
  | {
      readonly kind: 'assignment'
      readonly name: string
      readonly value: string
      readonly end: number
    }
  | Refused

const refused = (line: number, why: Why): VariableLines => ({
  kind: 'refused',
  problem: { line, ...why },
})

const countLines = (text: string): number => text.split('\n').length - 1

const lineAt = (text: string, offset: number): number => countLines(text.slice(0, offset)) + 1

const STRAY: Readonly<Record<'\0' | '\r', Why>> = {
  '\0': {
    what: 'holds a NUL byte, which no variable can hold',
    hint: 'save the file as UTF-8 text; a value of any bytes has to be encoded, as base64 for instance',
  },
  '\r': {
    what: 'holds a carriage return that ends no line',
    hint: 'save the file with the line ends of Linux or Windows; one inside a value is written \\r, in double quotes',
  },
}

/** Nothing but spaces, or a comment. */
const NOTHING = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y

/** A name and its `=`, up to the value. `export` alone is a name, before another one it is the word of a shell. */
const HEAD = /[ \t]*(?:export[ \t]+|(?!export[ \t]))([\p{L}\p{N}_.[\]-]+)[ \t]*=[ \t]*/uy

function statementAt(text: string, at: number): Statement {
  const nothing = matchAt(NOTHING, text, at)
  if (nothing !== null) return { kind: 'nothing', end: at + nothing[0].length }
  const head = matchAt(HEAD, text, at)
  if (head === null) return { kind: 'refused', at, why: noAssignment(lineFrom(text, at)) }
  const from = at + head[0].length
  const quote = text[from]
  const value =
    quote === '"' || quote === "'" ? quotedValue(text, from, quote) : plainValue(text, from)
  return value.kind === 'refused' ? value : { ...value, kind: 'assignment', name: head[1] ?? '' }
}

function noAssignment(line: string): Why {
  const before = line.split(/=/, 1)[0] ?? ''
  const odd = Array.from(before).find((character) => oddCharacter(character) !== undefined)
  if (odd !== undefined) return oddAt('holds', odd, '')
  if (/^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*:/.test(line)) {
    return { what: 'has a colon after the name', hint: 'write NAME=value' }
  }
  if (/^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]+[\w.-]/.test(before) && line.includes('=')) {
    return { what: 'has a blank inside of the name', hint: 'write NAME=value' }
  }
  return {
    what: 'is not NAME=value',
    hint: 'put a value of several lines in quotes; a comment starts with #',
  }
}
