import type { Diagnostic } from '../../../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../../../model/location.ts'
import type { Problem } from '../tokens.ts'
import { slipsOf } from './grammar-slips.ts'
import { oddStructureIn } from './odd-structure.ts'
import { wordOdd, wordProblem } from './syntax-messages.ts'
import { isStatement, templateFinding, templateIn } from './template-expression.ts'

/** Whether a problem breaks the structure of its document, which then says nothing. */
export const isStructural = (problem: Problem): boolean =>
  !LOCAL.has(problem.code) && !isAmbiguous(problem)

/**
 * Words the problems of one document. Of those that break the structure only the first of each entry is shown: what follows
 * is most often its consequence.
 */
export function toFindings(file: SourceFile, problems: readonly Problem[]): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const entries = entriesOf(file.text)
  let quietUntil = -1
  for (const problem of inOrder(file, problems)) {
    if (problem.start < quietUntil) continue
    if (!isStructural(problem)) {
      diagnostics.push(wordProblem(file, problem, problems))
      continue
    }
    const entry = entries.around(problem.start)
    const odd = oddStructureIn(file.text, entry)
    const template = odd === undefined ? templateIn(file.text, entry) : undefined
    if (odd !== undefined) diagnostics.push(wordOdd(file, odd))
    else if (template !== undefined) diagnostics.push(templateFinding(file, template))
    else diagnostics.push(wordProblem(file, problem, problems))
    if (template !== undefined && isStatement(file.text, template)) break
    quietUntil = isJunk(file, problem)
      ? nextDocument(file.text, problem.end)
      : Math.max(entry.end, endOfQuoted(file.text, problem))
  }
  return diagnostics
}

/** In the order of the text, without repetitions and echoes. */
function inOrder(file: SourceFile, problems: readonly Problem[]): readonly Problem[] {
  const unended = new Map(problems.some(mayEcho) ? slipsOf(file).unended : [])
  const shown = problems.filter((problem) => {
    if (isAmbiguous(problem)) return false
    const echoes = mayEcho(problem) ? (unended.get(problem.start) ?? 0) : 0
    if (echoes > 0) unended.set(problem.start, echoes - 1)
    return echoes === 0
  })
  shown.sort((a, b) => a.start - b.start)
  return shown.filter(({ start, code }, at) => {
    const before = shown[at - 1]
    return before?.start !== start || before.code !== code
  })
}

/** Codes that concern one value and leave the structure around it as it is. */
const LOCAL: ReadonlySet<Problem['code']> = new Set([
  'ALIAS_PROPS',
  'BAD_COLLECTION_TYPE',
  'BAD_DIRECTIVE',
  'BAD_DQ_ESCAPE',
  'KEY_OVER_1024_CHARS',
  'TAG_RESOLVE_FAILED',
])

/** What the package says at the end of a string or list that is not closed, since that is noticed where it opens. */
const mayEcho = ({ code }: Problem): boolean => code === 'MISSING_CHAR' || code === 'BAD_INDENT'

/** Names that end in a colon, which are legal and give an alias without an anchor where they are a mistake. */
const isAmbiguous = ({ code, isWarning }: Problem): boolean => code === 'BAD_ALIAS' && isWarning

/** After such a problem the package reads the rest of the document as loose tokens. */
const isJunk = (file: SourceFile, { code, start }: Problem): boolean =>
  code === 'UNEXPECTED_TOKEN' && slipsOf(file).loose.has(start)

/** A quoted text whose lines are not indented goes on after its entry: the rest of it is not a problem of its own. */
function endOfQuoted(text: string, { code, start }: Problem): number {
  const quote = text[start]
  if (code !== 'NOT_CLOSED' || (quote !== '"' && quote !== "'")) return 0
  const close = text.indexOf(quote, start + 1)
  if (close === -1 || /: |- /.test(text.slice(start, Math.min(close, start + 10_000)))) return 0
  const end = text.indexOf('\n', close)
  return end === -1 ? text.length : end + 1
}

function nextDocument(text: string, from: number): number {
  const mark = /^(?:---|\.\.\.)(?=\s|$)/gm
  mark.lastIndex = from
  return mark.exec(text)?.index ?? text.length
}

/** Finds the entry around an offset: the outermost list item, or else the top-level key. Offsets must not go back. */
function entriesOf(text: string): { around(offset: number): Span } {
  let line = 0
  let column = 0
  let start = 0
  const next = (start: number): number => {
    const end = text.indexOf('\n', start)
    return end === -1 ? text.length : end + 1
  }
  return {
    around(offset) {
      const target = skipBlank(text, offset)
      for (let at = line; at <= target && at < text.length; at = next(at)) {
        const { indent, first } = lineAt(text, at)
        if (first === '-' && column === 0) column = indent
        else if (first !== undefined && indent === 0) column = 0
        if (first !== undefined && indent <= column) start = at
        line = at
      }
      let end = next(line)
      while (end < text.length) {
        const { indent, first } = lineAt(text, end)
        if (first !== undefined && indent <= column) break
        end = next(end)
      }
      return { start, end }
    },
  }
}

/** The indentation of a line and its first character; none for a line that is blank or a comment. */
function lineAt(text: string, start: number): { indent: number; first: string | undefined } {
  let at = start
  while (text[at] === ' ') at += 1
  const character = text[at]
  const isBlank = character === undefined || /[\s#]/.test(character)
  return { indent: at - start, first: isBlank ? undefined : character }
}

/** The first offset from here on that is not white space. */
export function skipBlank(text: string, offset: number): number {
  const blank = /\s*/y
  blank.lastIndex = offset
  blank.exec(text)
  return blank.lastIndex < text.length ? blank.lastIndex : offset
}
