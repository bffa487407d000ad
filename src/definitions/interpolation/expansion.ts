import type { ScalarNode } from '../yaml/tree.ts'
import type { Template } from './template.ts'

/** What became of a string with a `$` in it, and where it came from. */
export interface Expansion {
  /** The source text, read. Views show it instead of the value where the value is a secret. */
  readonly template: Template
  /**
   * `known`: `text` is the value. `any`: there is no environment, so it may be anything. `failed`: a reference
   * has no value or is malformed, which is reported; nothing else is said about this value.
   */
  readonly state: 'known' | 'any' | 'failed'
  readonly text: string
  /** The variables whose values are in the text. */
  readonly variables: readonly string[]
  /** Those of them that are set and empty, though nothing in the source text says that they may be. */
  readonly empty: readonly string[]
  /** Whether any reference is in the source text; `$$` alone is none. */
  readonly referring: boolean
  /** Whether one of `variables` is secret, by its name or by what else it is used for: then the text is, wherever it is. */
  readonly secret: boolean
}

/**
 * The expansion of every scalar whose text differs from what was written; a scalar that is not in it stands for
 * itself. Keyed by node, so a node shared through an alias is expanded once, from its source text.
 */
export type Expansions = ReadonlyMap<ScalarNode, Expansion>
