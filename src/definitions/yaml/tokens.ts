import { CST, type ErrorCode, Lexer, Parser } from 'yaml'
import { MOST_LEXEMES } from './syntax/size-limits.ts'

/** Lists and maps nested deeper than this are refused: the composer and later stages recurse. */
export const MOST_LEVELS = 100

/** Something wrong with the grammar, as the `yaml` package or the walk over its tokens noticed it. */
export interface Problem {
  readonly code: ErrorCode | OwnCode
  readonly start: number
  readonly end: number
  /** The package's own words: they tell apart what shares a code, and are never shown. */
  readonly message: string
}

/** What the package does not notice, or notices far from where it can be mended. */
export type OwnCode =
  | 'NOT_CLOSED'
  | 'TOO_DEEP'
  | 'TOO_MANY'
  | 'OTHER_VERSION'
  | 'VERSION_TWICE'
  | 'DIRECTIVE_ALONE'

/** A token of the stream, or an early part of the document that is being read. */
export type Piece =
  | { readonly kind: 'token'; readonly token: CST.Token }
  | { readonly kind: 'part'; readonly token: CST.Document }

/**
 * The concrete syntax of a text. The parser is driven lexeme by lexeme: that bounds depth and memory before anything recurses,
 * shows where an unclosed quote or bracket was opened, and lets a long list under a top-level key be handed on in parts.
 * A part holds the top-level pairs since the last one and the finished items of that list; the key of the list comes again
 * with every part and with the document itself. After `TOO_DEEP`, `TOO_MANY` and `OTHER_VERSION` nothing more comes.
 */
export function* piecesOf(
  text: string,
  notice: (problem: Problem) => void,
): Generator<Piece, void> {
  const parser = new Parser()
  const brackets = bracketWatch(parser, notice)
  const directives = directiveWatch(notice)
  let isScalar = false
  let lexemes = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar) {
      if (lexeme === CST.FLOW_END) brackets.end()
      else if (lexeme === ']' || lexeme === '}') brackets.close(lexeme)
      else if (isUnclosedQuote(lexeme)) notice(at('NOT_CLOSED', parser.offset, 1))
    }
    isScalar = lexeme === CST.SCALAR
    for (const token of parser.next(lexeme)) {
      if (!directives.allows(token)) return
      yield { kind: 'token', token }
    }
    if (parser.stack.length > MOST_LEVELS && levelsOf(parser) > MOST_LEVELS) {
      notice(at('TOO_DEEP', parser.offset - lexeme.length, lexeme.length))
      return
    }
    lexemes += 1
    if (lexemes % LEXEMES_OF_PART === 0) {
      const part = directives.isPending() ? undefined : takePart(parser)
      if (part !== undefined) {
        yield { kind: 'part', token: part }
        lexemes = 0
      } else if (lexemes > MOST_LEXEMES) {
        notice(at('TOO_MANY', parser.offset, 0))
        return
      }
    }
  }
  brackets.end()
  for (const token of parser.end()) {
    directives.allows(token)
    yield { kind: 'token', token }
  }
  directives.end()
}

/** How often it is tried to hand on a part: some fifty entries. */
const LEXEMES_OF_PART = 8_192

const at = (code: OwnCode, start: number, length: number): Problem => ({
  code,
  start,
  end: start + length,
  message: '',
})

const levelsOf = (parser: Parser): number =>
  parser.stack.reduce((levels, token) => levels + (CST.isCollection(token) ? 1 : 0), 0)

/** Notices brackets that are not closed, or closed by the wrong kind. */
function bracketWatch(parser: Parser, notice: (problem: Problem) => void) {
  /** The outermost bracket around a closing bracket of the wrong kind: that it is open too is a consequence. */
  let mismatchedIn: number | undefined
  const open = () =>
    parser.stack.filter(
      (token): token is CST.FlowCollection =>
        token.type === 'flow-collection' && token.end.length === 0,
    )
  return {
    end() {
      const brackets = open()
      const innermost = brackets.at(-1)
      if (innermost !== undefined && brackets[0]?.offset !== mismatchedIn) {
        notice(at('NOT_CLOSED', innermost.offset, 1))
      }
    },
    close(closing: ']' | '}') {
      const brackets = open()
      const innermost = brackets.at(-1)
      if (innermost === undefined) return
      if ((innermost.start.source === '[') === (closing === ']')) return
      notice(at('NOT_CLOSED', innermost.offset, 1))
      mismatchedIn = brackets[0]?.offset
    },
  }
}

/** Looks at the lines that start with `%`. */
function directiveWatch(notice: (problem: Problem) => void) {
  let pending: CST.Directive | undefined
  let hasVersion = false
  return {
    /** Whether reading can go on after this token. */
    allows(token: CST.Token): boolean {
      if (token.type === 'document') {
        pending = undefined
        hasVersion = false
      }
      if (token.type !== 'directive') return true
      pending = token
      const version = /^%YAML[ \t]+(\d+\.\d+)$/.exec(token.source)?.[1]
      if (version === undefined) return true
      const code = version === '1.2' ? 'VERSION_TWICE' : 'OTHER_VERSION'
      if (hasVersion || version !== '1.2') notice(at(code, token.offset, token.source.length))
      hasVersion = true
      return version === '1.2'
    },
    isPending: () => pending !== undefined,
    end() {
      if (pending !== undefined) {
        notice(at('DIRECTIVE_ALONE', pending.offset, pending.source.length))
      }
    },
  }
}

/**
 * Whether a quoted lexeme lacks its closing quote. The package takes any last character that is a quote for the closing one, also an
 * escaped one, and would read on as if nothing were wrong.
 */
function isUnclosedQuote(lexeme: string): boolean {
  const quote = lexeme[0]
  if (quote !== '"' && quote !== "'") return false
  const marker = quote === '"' ? '\\' : "'"
  if (lexeme.length === 1 || !lexeme.endsWith(quote)) return true
  let escapes = 0
  while (escapes < lexeme.length - 2 && lexeme[lexeme.length - 2 - escapes] === marker) {
    escapes += 1
  }
  return escapes % 2 === 1
}

/** Takes what is finished out of the tree that the parser holds, if that is a long list under a top-level key. */
function takePart(parser: Parser): CST.Document | undefined {
  const [document, map, list] = parser.stack
  if (document?.type !== 'document' || map?.type !== 'block-map') return undefined
  const last = map.items.at(-1)
  // The parser still looks at the last two items of a list.
  if (list?.type !== 'block-seq' || list.items.length < 4) return undefined
  if (last?.sep === undefined || last.value !== undefined || last.explicitKey) return undefined
  const props = [...document.start, ...last.start, ...last.sep]
  if (props.some(({ type }) => type === 'anchor' || type === 'tag')) return undefined
  const items = list.items.splice(0, list.items.length - 2)
  const offset = items[0]?.start[0]?.offset ?? list.offset
  const value: CST.BlockSequence = { type: 'block-seq', offset, indent: list.indent, items }
  const pairs = [...map.items.splice(0, map.items.length - 1), { ...last, value }]
  return {
    type: 'document',
    offset: document.offset,
    start: [],
    value: { type: 'block-map', offset: map.offset, indent: map.indent, items: pairs },
  }
}
