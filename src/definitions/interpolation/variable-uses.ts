import type { Part, Reference, Template } from './template.ts'

export const hasReference = (template: Pick<Template, 'parts'>): boolean =>
  template.parts.some((part) => part.kind === 'reference')

/** The `$NAME` forms, those inside words too: in a shell command they may be meant for the container. */
export const bareReferences = (template: Pick<Template, 'parts'>): readonly Reference[] =>
  collect(template.parts).flatMap(({ reference }) => (reference.form === 'bare' ? [reference] : []))

/** One place that refers to a variable. */
export interface VariableUse {
  readonly name: string
  /** `required`: unset is an error. `defaulted`: there is a default. `optional`: it is only asked whether it is set. */
  readonly how: 'required' | 'defaulted' | 'optional'
  /** It was written `$NAME`. */
  readonly isBare: boolean
  /** It is inside the word of another reference, so it counts only if that word is taken. */
  readonly conditional: boolean
  readonly from: number
  readonly to: number
}

/** Every variable a string may ask for, in the order of the text. What is in a message is never asked for. */
export const variablesIn = (template: Pick<Template, 'parts'>): readonly VariableUse[] =>
  collect(template.parts).map(({ reference, conditional }) => ({
    name: reference.name,
    how: HOW[reference.form],
    conditional,
    isBare: reference.form === 'bare',
    from: reference.from,
    to: reference.to,
  }))

const HOW = {
  bare: 'required',
  braced: 'required',
  ':?': 'required',
  '?': 'required',
  ':-': 'defaulted',
  '-': 'defaulted',
  ':+': 'optional',
  '+': 'optional',
} as const satisfies Record<Reference['form'], VariableUse['how']>

interface Found {
  readonly reference: Reference
  readonly conditional: boolean
}

function collect(parts: readonly Part[], conditional = false, found: Found[] = []): Found[] {
  for (const part of parts) {
    if (part.kind !== 'reference') continue
    found.push({ reference: part, conditional })
    if (part.form !== '?' && part.form !== ':?') collect(part.word, true, found)
  }
  return found
}
