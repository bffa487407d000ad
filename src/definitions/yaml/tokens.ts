import { CST, type ErrorCode, Lexer, Parser } from 'yaml'

/** Lists and maps nested deeper than this are refused: the composer and later stages recurse. */
export const MAX_LEVELS = 100

/** Something wrong with the grammar, as the `yaml` package or the walk over its tokens noticed it. */
export interface Problem {
  readonly code: ErrorCode | OwnCode
  readonly start: number
  readonly end: number
  /** What the package only warns of. */
  readonly isWarning: boolean
}

/** What the package does not notice, or notices far from where it can be fixed. */
export type OwnCode =
  | 'NOT_CLOSED'
  | 'TOO_DEEP'
  | 'OTHER_VERSION'
  | 'VERSION_TWICE'
  | 'DIRECTIVE_ALONE'

/**
 * The concrete syntax of a string. The parser is driven lexeme by lexeme: that bounds depth before anything recurses, and
 * shows where an unclosed quote or bracket was opened. After `TOO_DEEP` and `OTHER_VERSION` nothing more comes.
 */
export function* tokensOf(
  text: string,
  notice: (problem: Problem) => void,
): Generator<CST.Token, void> {
  const parser = new Parser()
  const brackets = bracketWatch(parser, notice)
  const directives = directiveWatch(notice)
  let isScalar = false
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar) {
      if (lexeme === CST.FLOW_END) brackets.end()
      else if (lexeme === ']' || lexeme === '}') brackets.close(lexeme)
      else if (isUnclosedQuote(lexeme)) notice(at('NOT_CLOSED', parser.offset, 1))
    }
    isScalar = lexeme === CST.SCALAR
    for (const token of parser.next(lexeme)) {
      if (!directives.allows(token)) return
      yield token
    }
    if (parser.stack.length > MAX_LEVELS && levelsOf(parser) > MAX_LEVELS) {
      notice(at('TOO_DEEP', parser.offset - lexeme.length, lexeme.length))
      return
    }
  }
  brackets.end()
  for (const token of parser.end()) {
    directives.allows(token)
    yield token
  }
  directives.end()
}

const at = (code: OwnCode, start: number, length: number): Problem => ({
  code,
  start,
  end: start + length,
  isWarning: false,
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
