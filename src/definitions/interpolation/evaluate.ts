import { unreachable } from '../../model/unreachable.ts'
import { messageOf } from './print-template.ts'
import type { Part, Reference, Template } from './template.ts'

/** The value of a variable; `undefined` when it is not set, which differs from empty. */
export type Lookup = (name: string) => string | undefined

export interface Evaluation {
  /** The text with its values; where `faults` is not empty, a string that nobody should use. */
  readonly text: string
  /** The variables whose values are in the text, in the order of first use. A default that was taken adds none. */
  readonly variables: readonly string[]
  /** Those of them that are set and empty, and brought that. A default or a check says that empty was thought of. */
  readonly empty: readonly string[]
  readonly faults: readonly EvaluationFault[]
}

/** What can be wrong with the value of a well-formed reference. The offsets are those of the reference. */
export type EvaluationFault =
  /** Compose takes an empty string here. We do not: a typing error must not become a paid instance. */
  | {
      readonly kind: 'unset'
      readonly name: string
      readonly bare: boolean
      readonly from: number
      readonly to: number
    }
  /** `?` or `:?`; `message` is the person's own, `''` when there is none. */
  | {
      readonly kind: 'required'
      readonly name: string
      readonly message: string
      readonly state: 'unset' | 'empty'
      readonly from: number
      readonly to: number
    }
  /** The values of this string are longer than `MAX_INSERTED` together; told once, at the reference that passed the limit. */
  | {
      readonly kind: 'too-long'
      readonly name: string
      readonly from: number
      readonly to: number
    }

/** UTF-16 units that the references of one string may insert: far beyond any field, far below what could hurt. */
export const MAX_INSERTED = 1_048_576

/**
 * Gives a template its values. Only the words that are taken are evaluated, values are never expanded
 * again, and messages not at all. A malformed reference counts as text: look at `template.faults` first.
 */
export function evaluate(template: Pick<Template, 'parts'>, lookup: Lookup): Evaluation {
  const faults: EvaluationFault[] = []
  const variables = new Set<string>()
  const empty = new Set<string>()
  let inserted = 0

  const insert = (reference: Reference, value: string): string => {
    const before = inserted
    inserted += value.length
    variables.add(reference.name)
    if (value === '' && (reference.form === 'bare' || reference.form === 'braced')) {
      empty.add(reference.name)
    }
    if (inserted <= MAX_INSERTED) return value
    if (before <= MAX_INSERTED) {
      faults.push({ kind: 'too-long', name: reference.name, ...offsets(reference) })
    }
    return ''
  }

  const demand = (reference: Reference, value: string | undefined, mayBeEmpty: boolean) => {
    if (value !== undefined && (mayBeEmpty || value !== '')) return insert(reference, value)
    faults.push({
      kind: 'required',
      name: reference.name,
      message: messageOf(reference),
      state: value === undefined ? 'unset' : 'empty',
      ...offsets(reference),
    })
    return ''
  }

  const resolved = (reference: Reference): string => {
    const { name, form, word } = reference
    const value = lookup(name)
    switch (form) {
      case 'bare':
      case 'braced':
        if (value !== undefined) return insert(reference, value)
        faults.push({ kind: 'unset', name, bare: form === 'bare', ...offsets(reference) })
        return ''
      case ':-':
        return value === undefined || value === '' ? textOf(word) : insert(reference, value)
      case '-':
        return value === undefined ? textOf(word) : insert(reference, value)
      case ':?':
        return demand(reference, value, false)
      case '?':
        return demand(reference, value, true)
      case ':+':
        return value === undefined || value === '' ? '' : textOf(word)
      case '+':
        return value === undefined ? '' : textOf(word)
      default:
        return unreachable(form)
    }
  }

  const textOf = (parts: readonly Part[]): string => {
    let text = ''
    for (const part of parts) {
      if (part.kind === 'text') text += part.text
      else text += part.kind === 'dollar' ? '$' : resolved(part)
    }
    return text
  }

  const text = textOf(template.parts)
  return { text, variables: [...variables], empty: [...empty], faults }
}

const offsets = ({ from, to }: Reference) => ({ from, to })
