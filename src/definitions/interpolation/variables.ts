import type { Location } from '../../model/location.ts'
import { collect } from '../entries.ts'
import { inFileOrder } from '../files/file-order.ts'
import { labelOf } from '../value-path.ts'
import { spanInScalar } from '../yaml/scalar-offsets.ts'
import type { SourceDocument } from '../yaml/tree.ts'
import { dollarTextsIn } from './expand.ts'
import { parseTemplate } from './template.ts'
import { type VariableUse, variablesIn } from './variable-uses.ts'

/** One place in a file that refers to a variable. */
export interface PlacedVariable extends VariableUse {
  /** Of the reference itself, inside its text. */
  readonly place: Location
  /** The field it is in, as people read it: `envs[0].value`. */
  readonly field: string
}

/** The variables that the files refer to, without any value of them, in file order. Files that are wrong elsewhere are read too. */
export function variablesOf(documents: readonly SourceDocument[]): readonly PlacedVariable[] {
  const { definitions, defaults } = collect(documents)
  const variables: PlacedVariable[] = []
  for (const { node, text, paths, place } of dollarTextsIn([...defaults, ...definitions])) {
    for (const use of variablesIn(parseTemplate(text))) {
      const scalar = place()
      const span = spanInScalar(scalar.file, node, use.from, use.to)
      variables.push({ ...use, place: { ...scalar, span }, field: labelOf(paths[0]) })
    }
  }
  const files = documents.map(({ file }) => file)
  return inFileOrder(variables, files)
}
