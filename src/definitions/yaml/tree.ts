import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../../model/location.ts'

/**
 * What a file says, after YAML and before any meaning: aliases and merge keys are resolved, keys are
 * unique strings, every value is a span of its file. A node that is used through several aliases is one shared
 * object, so a tree is a graph without cycles; its expanded size is bounded by `parse`. Offsets are in the nodes
 * themselves: a large file has millions of them, and nearly none is ever shown.
 */
export type Node = ScalarNode | MapNode | SeqNode

/** Of the scalar as written, quotes or block header included. An absent value (`key:`) is empty, after the colon. */
export interface ScalarNode extends Span {
  readonly kind: 'scalar'
  /** As the YAML 1.2 core schema reads it. An integer beyond 2^53 is a `bigint`, so that nothing is lost silently. */
  readonly value: string | number | bigint | boolean | null
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded'
  /**
   * Set where a finding already says why there is no value, such as an alias without an anchor: nothing more is to be said
   * about it. The value is then `null`, except where it is known what was meant.
   */
  readonly failed?: true
}

export interface MapNode extends Span {
  readonly kind: 'map'
  /** In the order written, merged pairs after the explicit ones. */
  readonly pairs: readonly Pair[]
  /** Set where a finding already says that a key or a merge failed: pairs may be missing, and that is not to be said again. */
  readonly incomplete?: true
}

export interface Pair {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: Node
}

export interface SeqNode extends Span {
  readonly kind: 'seq'
  readonly items: readonly Node[]
}

/** One YAML document of a file. */
export interface SourceDocument {
  readonly file: SourceFile
  /** From 0, in the file. */
  readonly index: number
  readonly root: Node
  /** Set where its YAML has an error: it may be looked through for more findings, but means nothing. */
  readonly broken?: true
  /** Set where a later document of the file names an anchor of this one, which is told there. */
  readonly isWanted?: true
}

/** The span of a node, for a place. */
export const spanOf = ({ start, end }: Node): Span => ({ start, end })

export const keySpanOf = ({ keyStart, keyEnd }: Pair): Span => ({ start: keyStart, end: keyEnd })

/** The pair of this key, if there is one. */
export function pairOf(node: Node, key: string): Pair | undefined {
  return node.kind === 'map' ? node.pairs.find((pair) => pair.key === key) : undefined
}

export interface Parsed {
  /** Those that can be trusted, in order. Documents without content are left out. */
  readonly documents: readonly SourceDocument[]
  readonly diagnostics: readonly Diagnostic[]
}
