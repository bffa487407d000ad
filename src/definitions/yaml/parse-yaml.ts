import { type Document, Lexer } from 'yaml'
import { type Diagnostic, diagnose, hasErrors } from '../../diagnostics/diagnostic.ts'
import type { Location, SourceFile } from '../../model/location.ts'
import { composeText } from './compose.ts'
import type { Budget } from './conversion.ts'
import { convert } from './convert.ts'
import { refuseText } from './syntax/check-characters.ts'
import { MAX_CHARACTERS, MAX_LEXEMES, MAX_REPEATED } from './syntax/size-limits.ts'
import { isStructural, toFindings } from './syntax/syntax.ts'
import type { Problem } from './tokens.ts'
import type { Node, Parsed, SourceDocument } from './tree.ts'

/**
 * Reads the YAML of a file with the `yaml` package, which is what defines its meaning. Every document is read or has a
 * finding that says why not; a file without content is an error. Time and memory are bounded whatever the text is, and
 * nothing is thrown. `unusualAt` is where the file stops to be plain YAML.
 */
export function parseYaml(file: SourceFile, unusualAt = 0): Parsed {
  const refusal = refuseText(file) ?? refuseSize(file, unusualAt)
  if (refusal !== undefined) return { documents: [], diagnostics: [refusal] }
  const documents: SourceDocument[] = []
  const diagnostics: Diagnostic[] = []
  const budget: Budget = { repeated: 0, ended: new Map(), lenders: new Set() }
  let index = 0
  for (const { document, problems } of composeText(file.text)) {
    const found: Diagnostic[] = []
    let root: Node | undefined
    if (document !== undefined && !problems.some(isStructural) && !isEmpty(document)) {
      const converted = convert(file, document, unsoundOf(problems), budget)
      append(found, converted.diagnostics)
      root = converted.root
      for (const name of converted.anchors) budget.ended.set(name, index)
    }
    append(found, toFindings(file, problems))
    append(diagnostics, found)
    if (root !== undefined) {
      documents.push({ file, index, root, ...(hasErrors(found) ? { broken: true } : {}) })
    }
    if (budget.repeated > MAX_REPEATED) break
    index += 1
  }
  if (documents.length === 0 && diagnostics.every(({ severity }) => severity !== 'error')) {
    diagnostics.push(diagnose('yaml-empty', placeOf(file, 0, 0), {}))
  }
  return {
    documents: documents.map((document) =>
      budget.lenders.has(document.index) ? { ...document, isWanted: true } : document,
    ),
    diagnostics: diagnostics.sort(byPlace),
  }
}

/** Where the problems are, in order. */
const unsoundOf = (problems: readonly Problem[]): readonly number[] =>
  problems.map(({ start }) => start).sort((a, b) => a - b)

/** A call with all items as arguments would overflow the stack on long lists. */
function append<Item>(list: Item[], more: readonly Item[]): void {
  for (const item of more) list.push(item)
}

const byPlace = (a: Diagnostic, b: Diagnostic): number => a.place.span.start - b.place.span.start

const placeOf = (file: SourceFile, start: number, end: number): Location => ({
  file,
  pointer: '',
  span: { start, end },
})

/** Nothing between the marks of a document; an explicit `null` is content. */
const isEmpty = ({ contents }: Document.Parsed): boolean =>
  contents === null ||
  ('source' in contents &&
    'value' in contents &&
    contents.value === null &&
    contents.source === '' &&
    contents.tag === undefined &&
    contents.anchor === undefined)

function refuseSize(file: SourceFile, unusualAt: number): Diagnostic | undefined {
  const { text } = file
  if (text.length <= MAX_CHARACTERS && !hasMoreLexemes(text, MAX_LEXEMES)) return undefined
  return diagnose('yaml-too-large', placeOf(file, unusualAt, unusualAt), {
    lexemes: MAX_LEXEMES,
    characters: MAX_CHARACTERS,
  })
}

/** Splitting a string into lexemes takes a fifth of the time that reading them takes, and no memory. */
function hasMoreLexemes(text: string, most: number): boolean {
  // No character gives more than two lexemes.
  if (2 * text.length <= most) return false
  const lexemes = new Lexer().lex(text)
  for (let count = 0; count <= most; count += 1) if (lexemes.next().done === true) return false
  return true
}
