import type { Written } from '../../model/secret.ts'
import type { Expansion, Expansions } from '../interpolation/expansion.ts'
import { showReferences } from '../interpolation/print-template.ts'
import type { Template } from '../interpolation/template.ts'
import type { Path } from '../value-path.ts'
import type { ScalarNode } from '../yaml/tree.ts'
import { isCredentialName } from './credential.ts'

/** How a secret is guarded: of a credential only its references may be seen, of another string all but its values. */
export type SecretKind = 'credential' | 'text'

/** What `secretKindAt` has to know of the scalar: where it is, and what is beside it. */
export interface SecretPlace {
  readonly path: Path
  readonly expansion: Expansion | undefined
  /** The name of the variable that an `envs` value is for; `undefined` when it is not known. */
  readonly envKey: string | undefined
}

/**
 * Whether the value at a place is a secret, by where it is and where it came from, never by what it looks
 * like (product contract §2.2). In doubt inside `envs` it is one; and so is, anywhere, what a secret variable brought.
 */
export function secretKindAt({ path, expansion, envKey }: SecretPlace): SecretKind | undefined {
  return secretKindOfPlace({ path, expansion, envKey }) ?? (expansion?.secret ? 'text' : undefined)
}

/** The same by the place alone, whatever else its variables are used for. */
export function secretKindOfPlace({
  path,
  expansion,
  envKey,
}: SecretPlace): SecretKind | undefined {
  const [field, second, third] = path
  switch (field) {
    case 'imageAuth':
      return 'credential'
    case 'command':
    case 'entrypoint':
      return expansion?.referring ? 'text' : undefined
    case 'envs':
      if (typeof second === 'number' && third === 'key') return undefined
      if (envKey === undefined || isCredentialName(envKey)) return 'credential'
      return expansion?.referring ? 'text' : undefined
    default:
      return undefined
  }
}

/** What people see instead of a secret. */
export function shownSecret(guard: SecretKind, expansion: Expansion | undefined): string {
  if (expansion === undefined) return '(secret)'
  const { template } = expansion
  return guard === 'text' || isOnlyReferences(template) ? showReferences(template) : '(secret)'
}

/** The references that may be seen of a secret; `undefined` where `shownSecret` shows none. */
export function writtenSecret(
  guard: SecretKind,
  expansion: Expansion | undefined,
): Written | undefined {
  if (expansion === undefined) return undefined
  const { template } = expansion
  if (guard === 'credential' && !isOnlyReferences(template)) return undefined
  return { source: template.source, hidesWords: guard === 'credential' }
}

/** Nothing but references, and the colon between the two halves of `imageAuth`: then nothing written is secret. */
export const isOnlyReferences = (template: Template): boolean =>
  template.faults.length === 0 &&
  template.parts.every(
    (part) => part.kind === 'reference' || (part.kind === 'text' && part.text === ':'),
  )

/** The text of a scalar as far as it is known: after expansion, or as written. */
export function textOf(node: ScalarNode, expansions: Expansions): string | undefined {
  const expansion = expansions.get(node)
  if (expansion !== undefined) return expansion.state === 'known' ? expansion.text : undefined
  return typeof node.value === 'string' ? node.value : undefined
}
