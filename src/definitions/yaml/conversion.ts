import type { ParsedNode } from 'yaml'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { type Location, pointerTo, type SourceFile, type Span } from '../../model/location.ts'
import type { Node } from './tree.ts'

/** What the documents of a file share. */
export interface Budget {
  /** How many values the aliases have stood for so far. */
  repeated: number
  /** The anchors of the documents before, each with the index of the last one that has it. */
  readonly ended: Map<string, number>
  /** Documents of which a later one wants an anchor. */
  readonly lenders: Set<number>
}

/** Where the conversion of one document is. */
export interface State {
  readonly file: SourceFile
  readonly unsound: readonly number[]
  readonly budget: Budget
  readonly diagnostics: Diagnostic[]
  readonly anchors: Map<string, Anchor>
  /** Where in the document the conversion is. */
  readonly path: (string | number)[]
  /** How many values there are so far, with every alias counted as what it stands for. */
  total: number
  /** Where the text of the last node ends, without the spaces and comments after it. */
  end: number
  isStopped: boolean
}

/** What an alias stands for. */
export interface Anchor {
  /** `undefined` while the anchored value itself is being converted. */
  readonly node: Node | undefined
  readonly weight: number
  /** What a scalar says as a key. */
  readonly key: KeyText | undefined
}

export interface KeyText {
  readonly text: string
  readonly isMerge: boolean
}

/** A node of the package as we count: without the spaces and comments after it. */
export const rangeOf = ({ range }: ParsedNode): Span => ({ start: range[0], end: range[1] })

/** A place below where the conversion is. */
export function placeOf(state: State, span: Span, ...below: readonly string[]): Location {
  return { file: state.file, pointer: [...state.path, ...below].reduce(pointerTo, ''), span }
}
