import type { Location } from '../../model/location.ts'
import { collect } from '../entries.ts'
import { inFileOrder } from '../files/file-order.ts'
import { labelOf } from '../value-path.ts'
import { spanInScalar } from '../yaml/scalar-offsets.ts'
import type { SourceDocument } from '../yaml/tree.ts'
import { dollarTextsIn, mayBePassword } from './expand.ts'
import { parseTemplate } from './template.ts'
import { type VariableUse, variablesIn } from './variable-uses.ts'

/** One place in a file that refers to a variable. */
export interface PlacedVariable extends VariableUse {
  /** Of the reference itself, inside its text. */
  readonly place: Location
  /** It may be a piece of a password that was written out: then it names a variable only if one is set. */
  readonly mayBePassword: boolean
  /** The field it is in, as people read it: `envs[0].value`. */
  readonly field: string
}

/** The variables that the files refer to, without any value of them, in file order. Files that are wrong elsewhere are read too. */
export function variablesOf(documents: readonly SourceDocument[]): readonly PlacedVariable[] {
  const { definitions, defaults } = collect(documents)
  const variables: PlacedVariable[] = []
  for (const found of dollarTextsIn([...defaults, ...definitions])) {
    const { node, text, paths, place } = found
    const template = parseTemplate(text)
    const isPassword = mayBePassword(found, template)
    for (const use of variablesIn(template)) {
      const scalar = place()
      const span = spanInScalar(scalar.file, node, use.from, use.to)
      const field = labelOf(paths[0])
      const isPiece = isPassword && use.isBare
      variables.push({ ...use, mayBePassword: isPiece, place: { ...scalar, span }, field })
    }
  }
  const files = documents.map(({ file }) => file)
  return inFileOrder(variables, files)
}
