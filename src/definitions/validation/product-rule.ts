import { diagnose } from '../../diagnostics/diagnostic.ts'
import { documentedProductFor } from '../product-words.ts'
import type { Path } from '../value-path.ts'
import { isBroughtSecret } from './describe-value.ts'
import { describeAt, type Rule, textField } from './rule.ts'
import { locationAt } from './value-location.ts'

/** The name of a GPU is not an id of a product, and the service knows products by id only. */
export const productIsAnId: Rule = (draft, report) => {
  const written = textField(draft, 'productId')
  if (written === undefined || isBroughtSecret(draft.definition, PATH, draft.expansions)) return
  const meant = documentedProductFor(written)
  if (meant === undefined) return
  report(
    diagnose('product-name', locationAt(draft.definition, PATH), {
      ...describeAt(draft, PATH),
      meant,
    }),
  )
}

const PATH: Path = ['productId']
