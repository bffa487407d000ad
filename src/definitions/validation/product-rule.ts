import { diagnose } from '../../diagnostics/diagnostic.ts'
import { documentedProductFor } from '../product-words.ts'
import type { Path } from '../value-path.ts'
import { isBroughtSecret } from './describe-value.ts'
import { type Rule, said, textField } from './rule.ts'
import { placeAt } from './value-location.ts'

/** The name of a GPU is not an id of a product, and the service knows products by id only. */
export const productIsAnId: Rule = (draft, report) => {
  const written = textField(draft, 'productId')
  if (written === undefined || isBroughtSecret(draft.definition, PATH, draft.expansions)) return
  const meant = documentedProductFor(written)
  if (meant === undefined) return
  report(diagnose('product-name', placeAt(draft.definition, PATH), { ...said(draft, PATH), meant }))
}

const PATH: Path = ['productId']
