import { messageOf } from '../../definitions/interpolation/print-template.ts'
import type { Part, Reference } from '../../definitions/interpolation/template.ts'
import { isCredentialName } from '../../definitions/secrets/credential.ts'
import { unreachable } from '../../model/unreachable.ts'

/** A reference of a definition as a POSIX shell expands it between double quotes, to the same value. */
export interface ShellReference {
  /** `${NAME}`, `${NAME:-default}` … */
  readonly value: string
  /** The same, for a shell that stops where `apply` would refuse; `undefined` where it never would. */
  readonly demand: string | undefined
}

/**
 * Translates a reference; `undefined` where its value may be a word that nobody may see. `hidesWords`: whether what is
 * behind an operator is secret at this place. A hidden default is left out, and the variable demanded in its stead.
 */
export function shellReference(
  reference: Reference,
  hidesWords: boolean,
): ShellReference | undefined {
  const { name, form } = reference
  switch (form) {
    case 'bare':
    case 'braced':
      return { value: `\${${name}}`, demand: `\${${name}?}` }
    case '?':
    case ':?':
      return {
        value: `\${${name}}`,
        demand: `\${${name}${form}${shellText(messageOf(reference))}}`,
      }
    case '-':
    case ':-':
      return withWord(reference, hidesWords) ?? withoutDefault(name, form === '-' ? '?' : ':?')
    case '+':
    case ':+':
      return withWord(reference, hidesWords)
    default:
      return unreachable(form)
  }
}

const withoutDefault = (name: string, operator: '?' | ':?'): ShellReference => ({
  value: `\${${name}}`,
  demand: `\${${name}${operator}${shellText(HIDDEN_DEFAULT)}}`,
})

const HIDDEN_DEFAULT =
  'not set; its default is a secret of the file, which render --show-secrets prints'

function withWord(
  { name, form, word }: Reference,
  hidesWords: boolean,
): ShellReference | undefined {
  const hides = hidesWords || isCredentialName(name)
  const parts = word.map((part) => wordPart(part, hides))
  if (!parts.every((part) => part !== undefined)) return undefined
  const whole = (each: (part: ShellReference) => string) =>
    `\${${name}${form}${parts.map(each).join('')}}`
  return {
    value: whole(({ value }) => value),
    demand: parts.some(({ demand }) => demand !== undefined)
      ? whole(({ value, demand }) => demand ?? value)
      : undefined,
  }
}

function wordPart(part: Part, hides: boolean): ShellReference | undefined {
  if (part.kind === 'reference') return shellReference(part, hides)
  if (hides) return undefined
  return { value: shellText(part.kind === 'dollar' ? '$' : part.text), demand: undefined }
}

/**
 * Text as it is written between double quotes and within `${…}`. Whatever a shell, its history or a log would act on is
 * printed from its bytes: escapes inside of `${…}` differ from shell to shell.
 */
export const shellText = (text: string): string =>
  text.replace(
    ACTS,
    (some) =>
      `$(printf '${[...Buffer.from(some)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}')`,
  )

/**
 * All but letters, digits, and signs that mean nothing to any shell, in quotes or out of them; and but line feeds, which a
 * substitution would drop at its end.
 */
const ACTS = /(?:[^\p{L}\p{N}\n ,./:@%_+=?-]|(?<=^[^\S\n]*):)+/gmu
