import type { SourceDocument } from '../../src/definitions/yaml/tree.ts'
import { parse } from './parse.ts'
import { toPlain } from './plain-value.ts'

/** What is found in the YAML of a text: each as its code and the exact piece of the file that it points at. */
export const yamlFindsIn = (text: string): readonly string[] =>
  parse({ path: 'a.yaml', text }).diagnostics.map(
    ({ code, place: { file, span } }) => `${code} «${file.text.slice(span.start, span.end)}»`,
  )

/** The values of all documents of a text that is sound. */
export function valuesIn(text: string): readonly unknown[] {
  const { documents, diagnostics } = parse({ path: 'a.yaml', text })
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics.map(({ code }) => code)))
  return documents.map(({ root }) => toPlain(root))
}

/** The only document of a text that is sound. */
export function documentIn(text: string): SourceDocument {
  const { documents, diagnostics } = parse({ path: 'a.yaml', text })
  const [document] = documents
  if (document === undefined || documents.length > 1 || diagnostics.length > 0) {
    throw new Error(`${documents.length} documents, ${diagnostics.map(({ code }) => code)}`)
  }
  return document
}
