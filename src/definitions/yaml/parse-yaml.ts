import type { Document } from 'yaml'
import { type Diagnostic, diagnose, hasErrors } from '../../diagnostics/diagnostic.ts'
import type { Place, SourceFile } from '../../model/location.ts'
import { composeText } from './compose.ts'
import type { Budget } from './conversion.ts'
import { type Conversion, startConversion } from './convert.ts'
import { refuseText } from './syntax/check-characters.ts'
import { MOST_REPEATED, MOST_VALUES, weigh } from './syntax/size-limits.ts'
import { isStructural, toFindings } from './syntax/syntax.ts'
import type { Problem } from './tokens.ts'
import type { Node, Parsed, SourceDocument } from './tree.ts'

/**
 * Reads the YAML of a file with the `yaml` package, which is what defines its meaning. Every document is read or has a
 * finding that says why not; a file without content is an error. Time and memory are bounded whatever the text is, and
 * nothing is thrown.
 */
export function parseYaml(file: SourceFile): Parsed {
  const refusal = refuseText(file) ?? refuseWeight(file)
  if (refusal !== undefined) return { documents: [], diagnostics: [refusal] }
  const documents: SourceDocument[] = []
  const diagnostics: Diagnostic[] = []
  const budget: Budget = { repeated: 0, ended: new Map(), lenders: new Set() }
  let index = 0
  let conversion: Conversion | undefined
  let problems: Problem[] = []
  let isBroken = false
  for (const composed of composeText(file.text)) {
    const { kind, document } = composed
    append(problems, composed.problems)
    isBroken ||= composed.problems.some(isStructural)
    const isSound = document !== undefined && !isBroken
    const unsound = composed.problems.map(({ start }) => start).sort((a, b) => a - b)
    let root: Node | undefined
    const found: Diagnostic[] = []
    if (isSound && (conversion !== undefined || !isEmpty(document))) {
      conversion ??= startConversion(file, budget)
      if (kind === 'part') conversion.addPart(document, unsound)
      else {
        const converted = conversion.finish(document, unsound)
        append(found, converted.diagnostics)
        root = converted.root
        for (const name of converted.anchors) budget.ended.set(name, index)
      }
    }
    if (kind === 'part') continue
    append(found, toFindings(file, problems))
    append(diagnostics, found)
    if (root !== undefined) {
      documents.push({ file, index, root, ...(hasErrors(found) ? { broken: true } : {}) })
    }
    if (budget.repeated > MOST_REPEATED) break
    index += 1
    conversion = undefined
    problems = []
    isBroken = false
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

/** A call with all items as arguments would overflow the stack on long lists. */
function append<Item>(list: Item[], more: readonly Item[]): void {
  for (const item of more) list.push(item)
}

const byPlace = (a: Diagnostic, b: Diagnostic): number => a.place.span.start - b.place.span.start

const placeOf = (file: SourceFile, start: number, end: number): Place => ({
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

function refuseWeight(file: SourceFile): Diagnostic | undefined {
  const found = weigh(file.text)
  if (found === undefined) return undefined
  const place = placeOf(file, found.offset, found.offset)
  return found.kind === 'written'
    ? diagnose('yaml-too-many-values', place, { limit: MOST_VALUES })
    : diagnose('yaml-aliases-too-large', place, { limit: MOST_REPEATED })
}
