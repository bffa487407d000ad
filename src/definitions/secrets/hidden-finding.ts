import type { Code } from '../../diagnostics/catalogue/catalogue.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { code, supplied } from '../../diagnostics/wording.ts'
import type { Location, SourceFile } from '../../model/location.ts'
import type { Expansion } from '../interpolation/expansion.ts'

/** The strings that a secret variable brought to places that are not secret by themselves: no rule there expects one. */
export type HiddenTexts = ReadonlyMap<SourceFile, ReadonlyMap<string, Expansion>>

/** A list of such strings that can be added to. */
export function hiddenTexts(): {
  readonly texts: HiddenTexts
  add(place: Location, expansion: Expansion): void
} {
  const texts = new Map<SourceFile, Map<string, Expansion>>()
  return {
    texts,
    add({ file, span }, expansion) {
      const inFile = texts.get(file) ?? new Map<string, Expansion>()
      texts.set(file, inFile)
      inFile.set(`${span.start} ${span.end}`, expansion)
    },
  }
}

/** Findings that say of the value only how it was written, and a limit. */
const WORDED_BY_SOURCE: ReadonlySet<Code> = new Set([
  'reference-not-cast',
  'integer-too-large',
  'number-too-small',
  'number-too-large',
  'root-disk-too-small',
  'text-empty',
  'text-too-long',
  'variable-empty',
  'credential-empty',
])

/**
 * A finding as it may be told: about a hidden text only which rule it breaks, since the words of the rule quote the value,
 * or pieces of it, or say how to spell it.
 */
export function tellable(found: Diagnostic, hidden: HiddenTexts): Diagnostic {
  const { file, span, pointer } = found.place
  const expansion = hidden.get(file)?.get(`${span.start} ${span.end}`)
  if (expansion === undefined || WORDED_BY_SOURCE.has(found.code)) return found
  const field = pointer.replace(/^\/(?:defaults|instances\/\d+)\//, '').replaceAll('/', '.')
  return {
    ...found,
    message: `${code(field)}${supplied(expansion.variables)} breaks the rule ${code(found.code)}; its value is a secret and is not shown`,
    hint: `correct the value; ppi-apply validate --explain ${found.code} says what the rule wants`,
  }
}
