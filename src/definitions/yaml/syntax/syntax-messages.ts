import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts'
import type { SyntaxProblem } from '../../../diagnostics/syntax-problems.ts'
import type { Location, SourceFile, Span } from '../../../model/location.ts'
import { MAX_LEVELS, type Problem } from '../tokens.ts'
import { isWithin, slipsOf } from './grammar-slips.ts'

/**
 * Turns one grammar problem into a finding in our words, at the place where a person would fix it. Nothing of the file is
 * quoted but single characters and the names of tags and directives, since any text may be a secret.
 */
export function wordProblem(
  file: SourceFile,
  problem: Problem,
  all: readonly Problem[],
): Diagnostic {
  return WORDS[problem.code]({ file, text: file.text, problem, all })
}

/** A character in the place of one that gives the structure. */
export const wordOdd = (file: SourceFile, span: Span): Diagnostic =>
  diagnose(
    'yaml-odd-character',
    { file, pointer: '', span },
    { character: file.text.slice(span.start, span.end) },
  )

interface Context {
  readonly file: SourceFile
  readonly text: string
  readonly problem: Problem
  /** All problems of the document, in no order. */
  readonly all: readonly Problem[]
}

type Word = (context: Context) => Diagnostic

const syntax =
  (problem: SyntaxProblem): Word =>
  (context) =>
    diagnose('yaml-syntax', locationAt(context, onOneLine(context)), { problem })

const unknown = syntax('unknown')

/** One row for each code; what shares a code is told apart by the tokens, with a fallback. */
const WORDS = {
  ALIAS_PROPS: syntax('alias-with-property'),
  BAD_ALIAS: syntax('anchor-empty'),
  BAD_COLLECTION_TYPE: (context) => wordTag(context),
  BAD_DIRECTIVE: (context) => wordDirective(context),
  BAD_DQ_ESCAPE: (context) =>
    diagnose(
      'yaml-escape',
      locationAt(context, { start: context.problem.start, end: context.problem.start + 2 }),
      {},
    ),
  BAD_INDENT: (context) => wordIndentation(context, context.problem.start),
  BAD_PROP_ORDER: syntax('property-place'),
  BAD_SCALAR_START: (context) => wordStart(context),
  BLOCK_AS_IMPLICIT_KEY: (context) => wordNested(context),
  BLOCK_IN_FLOW: syntax('block-in-flow'),
  DIRECTIVE_ALONE: syntax('directive-alone'),
  DUPLICATE_KEY: unknown,
  IMPOSSIBLE: unknown,
  KEY_OVER_1024_CHARS: syntax('key-length'),
  MISSING_CHAR: (context) => wordMissing(context),
  MULTILINE_IMPLICIT_KEY: (context) => wordLongKey(context, context.problem),
  MULTIPLE_ANCHORS: syntax('anchor-twice'),
  MULTIPLE_DOCS: unknown,
  MULTIPLE_TAGS: syntax('tag-twice'),
  NON_STRING_KEY: unknown,
  NOT_CLOSED: (context) => wordUnclosed(context),
  OTHER_VERSION: (context) => wordVersion(context),
  RESOURCE_EXHAUSTION: unknown,
  TAB_AS_INDENT: (context) => wordTab(context, context.problem.start),
  TAG_RESOLVE_FAILED: (context) => wordTag(context),
  TOO_DEEP: (context) =>
    diagnose('yaml-too-deep', locationAt(context, onOneLine(context)), { limit: MAX_LEVELS }),
  UNEXPECTED_TOKEN: (context) => wordUnexpected(context),
  VERSION_TWICE: syntax('directive-twice'),
} satisfies Record<Problem['code'], Word>

function locationAt({ file, text }: Context, { start, end }: Span): Location {
  const from = Math.min(start, text.length)
  return {
    file,
    pointer: '',
    span: { start: from, end: Math.max(from, Math.min(end, text.length)) },
  }
}

/** The problem's own span, cut at the end of its first line. */
function onOneLine({ text, problem }: Context): Span {
  return { start: problem.start, end: Math.min(problem.end, lineEnd(text, problem.start)) }
}

/** From an offset to the end of its line, without trailing spaces. */
const restOfLine = (text: string, start: number): Span => ({
  start,
  end: start + text.slice(start, lineEnd(text, start)).trimEnd().length,
})

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  if (end === -1) return text.length
  return end > offset && text[end - 1] === '\r' ? end - 1 : end
}

const lineStart = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1

const isFirstOnLine = (text: string, offset: number): boolean =>
  text.slice(lineStart(text, offset), offset).trim() === ''

/** The first offset from here on that is neither white space nor comment; the offset itself at the end of the text. */
function nextContent(text: string, offset: number): number {
  const blank = /(?:\s|#.*)*/y
  blank.lastIndex = offset
  blank.exec(text)
  return blank.lastIndex < text.length ? blank.lastIndex : offset
}

/** The offset of a tab in the indentation of the line that holds an offset. */
function tabInIndent(text: string, offset: number): number | undefined {
  const indent = /[ ]*\t/y
  indent.lastIndex = lineStart(text, offset)
  return indent.test(text) ? indent.lastIndex - 1 : undefined
}

function wordTab(context: Context, start: number): Diagnostic {
  const tab = context.text.indexOf('\t', start)
  const from = tab === -1 ? start : tab
  return diagnose('yaml-tab', locationAt(context, { start: from, end: from + 1 }), {})
}

/** A line in the wrong column; a tab in front of it is the likelier cause. */
function wordIndentation(context: Context, offset: number): Diagnostic {
  const start = nextContent(context.text, offset)
  const tab = tabInIndent(context.text, start)
  if (tab !== undefined) return wordTab(context, tab)
  return diagnose('yaml-indentation', locationAt(context, restOfLine(context.text, start)), {})
}

function wordStray(context: Context, offset: number): Diagnostic {
  const start = nextContent(context.text, offset)
  const place = locationAt(context, { start, end: start + 1 })
  return diagnose('yaml-syntax', place, { problem: 'stray-character' })
}

function wordStart(context: Context): Diagnostic {
  const { text, problem } = context
  const character = text[problem.start] ?? ''
  if (character === '\t') return wordTab(context, problem.start)
  if (character === '%' && isFirstOnLine(text, problem.start)) {
    const place = locationAt(context, restOfLine(text, problem.start))
    return diagnose('yaml-syntax', place, { problem: 'directive-place' })
  }
  return diagnose('yaml-plain-start', locationAt(context, onOneLine(context)), { character })
}

/** `a: b: c` on one line, or a line that is indented deeper than the map it belongs to. */
function wordNested(context: Context): Diagnostic {
  const { file, text, problem, all } = context
  const start = nextContent(text, problem.start)
  if (slipsOf(file).listsAsKeys.has(start)) {
    return /[&!]/.test(text[start] ?? '')
      ? diagnose('yaml-syntax', locationAt(context, restOfLine(text, start)), {
          problem: 'property-place',
        })
      : wordIndentation(context, start)
  }
  const long = all.find(
    ({ code, start }) => code === 'MULTILINE_IMPLICIT_KEY' && start === problem.start,
  )
  if (long !== undefined) return wordLongKey(context, long)
  if (text.startsWith('? ', problem.start)) return wordStray(context, problem.start)
  return diagnose('yaml-colon-in-value', locationAt(context, restOfLine(text, problem.start)), {})
}

/** A key over several lines is most often two lines that were not meant to be one. */
function wordLongKey(context: Context, { start, end }: Problem): Diagnostic {
  const { text } = context
  const gap = missingSpace(text, start)
  if (gap !== undefined) return gap(context)
  if (/["'[{]/.test(text[start] ?? '')) return syntax('key-lines')(context)
  const last = nextContent(text, lineStart(text, Math.max(start, end - 1)))
  const column = start - lineStart(text, start)
  const lastColumn = last - lineStart(text, last)
  if (last > start && (lastColumn !== column || tabInIndent(text, last) !== undefined)) {
    return wordIndentation(context, last)
  }
  return wordNoColon(context)
}

const wordNoColon: Word = (context) =>
  diagnose(
    'yaml-colon-missing',
    locationAt(context, restOfLine(context.text, context.problem.start)),
    {},
  )

/** `key:value`: the colon without a space after it, at the start of a line or item. */
function missingSpace(text: string, start: number): Word | undefined {
  const key = /[A-Za-z_][\w.-]*:(?=[^\s:/])/y
  key.lastIndex = start
  if (!key.test(text)) return undefined
  const colon = key.lastIndex - 1
  return (context) =>
    diagnose('yaml-colon-space', locationAt(context, { start: colon, end: colon + 1 }), {})
}

/** What is not there; where it is not there says what it is. */
function wordMissing(context: Context): Diagnostic {
  const { file, text, problem } = context
  const { start, end } = problem
  const slips = slipsOf(file)
  if (/^[^\s]#$/.test(text.slice(start - 1, start + 1))) return syntax('comment-space')(context)
  if (end > start && slips.touching.has(start)) return syntax('property-space')(context)
  if (slips.withoutDash.has(nextContent(text, start))) return wordIndentation(context, start)
  if (slips.colonsOfValues.has(start)) {
    return diagnose('yaml-colon-space', locationAt(context, { start, end: start + 1 }), {})
  }
  if (slips.keysAlone.has(start)) return wordKeyAlone(context)
  if (slips.beforeList.has(start)) return syntax('property-place')(context)
  if (isWithin(slips.blockTexts, start)) return syntax('block-first-line')(context)
  if (isWithin(slips.brackets, start)) return syntax('comma-missing')(context)
  const isOnMark = /^---\s/.test(text.slice(lineStart(text, start)))
  return syntax(isOnMark ? 'document-start-line' : 'directive-alone')(context)
}

function wordKeyAlone(context: Context): Diagnostic {
  const { text, problem } = context
  const { start } = problem
  const tab = tabInIndent(text, start)
  if (tab !== undefined) return wordTab(context, tab)
  const alias = /[*&][^\s,[\]{}]*:(?=\s)/y
  alias.lastIndex = start
  if (alias.test(text)) return syntax('alias-colon')(context)
  return (missingSpace(text, start) ?? wordNoColon)(context)
}

function wordUnexpected(context: Context): Diagnostic {
  const { file, text, problem } = context
  const { start } = problem
  const slips = slipsOf(file)
  if (!slips.loose.has(start)) {
    if (isWithin(slips.blockHeaders, start)) return syntax('block-header')(context)
    if (slips.listsOnKeyLine.has(start)) return syntax('list-on-key-line')(context)
    if (text[start] === ',' && isWithin(slips.brackets, start)) {
      return syntax('comma-extra')(context)
    }
  }
  const tab = isFirstOnLine(text, start) ? tabInIndent(text, start) : undefined
  if (tab !== undefined) return wordTab(context, tab)
  if (/[\]}]/.test(text[start] ?? '')) return wordStray(context, start)
  const kind = isFirstOnLine(text, start) ? 'line-outside' : 'text-after-value'
  return diagnose('yaml-syntax', locationAt(context, restOfLine(text, start)), { problem: kind })
}

function wordUnclosed(context: Context): Diagnostic {
  const { text, problem } = context
  // A tab at the start of its next line ends a quoted text: the quote is closed, the indentation is wrong.
  const next = lineEnd(text, problem.start) + 1
  const tab = next < text.length && text[next] !== '\n' ? tabInIndent(text, next + 1) : undefined
  if (tab !== undefined) return wordTab(context, tab)
  const character = text[problem.start]
  const opened =
    character === '[' || character === '{' || character === '"' ? character : ("'" as const)
  return diagnose('yaml-not-closed', locationAt(context, onOneLine(context)), { opened })
}

/** A tag of the core schema, written short or in full. */
const KNOWN_TAG = /^!(?:!|<tag:yaml\.org,2002:)(?:str|int|float|bool|null|map|seq)>?$/

function wordTag(context: Context): Diagnostic {
  const { text, problem } = context
  const span = onOneLine(context)
  const tag = text.slice(span.start, Math.min(span.end, span.start + LONGEST_NAME))
  const isKnown = problem.code === 'TAG_RESOLVE_FAILED' && KNOWN_TAG.test(tag)
  return diagnose(isKnown ? 'yaml-tag-mismatch' : 'yaml-tag-unknown', locationAt(context, span), {
    tag,
  })
}

function wordDirective(context: Context): Diagnostic {
  const span = onOneLine(context)
  const name = /^\S*/.exec(context.text.slice(span.start, span.end))?.[0] ?? ''
  const isKnown = name === '%YAML' || name === '%TAG'
  if (isKnown || !isFirstOnLine(context.text, span.start)) return syntax('directive-form')(context)
  return diagnose('yaml-directive-unknown', locationAt(context, span), {
    name: name.slice(0, LONGEST_NAME),
  })
}

function wordVersion(context: Context): Diagnostic {
  const span = onOneLine(context)
  const version = /\d+\.\d+$/.exec(context.text.slice(span.start, span.end))?.[0] ?? ''
  return diagnose('yaml-version', locationAt(context, span), {
    version: version.slice(0, LONGEST_NAME),
  })
}

/** Names in messages are cut here, so that a damaged file does not fill the screen. */
const LONGEST_NAME = 60
