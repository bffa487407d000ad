import type { Part, Reference, Template } from './template.ts'

/** The source text again: of a template without faults exactly what was parsed. */
export const print = (template: Pick<Template, 'parts'>): string => printParts(template.parts)

/**
 * What may be shown instead of the value: the text with its references as `${NAME}` and everything after an
 * operator as `…`, because a default may be as secret as the value.
 */
export function showReferences(template: Pick<Template, 'parts'>): string {
  let text = ''
  for (const part of template.parts) text += part.kind === 'reference' ? elided(part) : plain(part)
  return text
}

/** The message of a `?` reference: as written and never expanded, but with `$$` as the dollar sign it means. */
export function messageOf(reference: Reference): string {
  let text = ''
  for (const part of reference.word) text += part.kind === 'dollar' ? '$' : printPart(part)
  return text
}

function printParts(parts: readonly Part[]): string {
  let text = ''
  for (const part of parts) text += printPart(part)
  return text
}

function printPart(part: Part): string {
  if (part.kind !== 'reference') return plain(part)
  if (part.form === 'bare') return `$${part.name}`
  const operator = part.form === 'braced' ? '' : part.form
  return `\${${part.name}${operator}${printParts(part.word)}}`
}

const plain = (part: Exclude<Part, Reference>): string =>
  part.kind === 'dollar' ? '$$' : part.text

function elided({ name, form, word }: Reference): string {
  if (form === 'bare' || form === 'braced') return `\${${name}}`
  return `\${${name}${form}${word.length === 0 ? '' : '…'}}`
}
