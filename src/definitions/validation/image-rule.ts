import { diagnose } from '../../diagnostics/diagnostic.ts'
import { imageFault } from '../../model/image-reference.ts'
import type { Path } from '../value-path.ts'
import { describeAt, type Rule, textField } from './rule.ts'
import { locationAt, locationWithin } from './value-location.ts'

/** The service takes any text, and bills from the moment it starts to pull: what no registry takes is never sent. */
export const imageCanBePulled: Rule = (draft, report) => {
  const image = textField(draft, 'imageUrl')
  if (image === undefined) return
  const fault = imageFault(image)
  if (fault === undefined) return
  const { definition, expansions } = draft
  const place =
    fault.kind === 'character'
      ? locationWithin(definition, PATH, expansions, { from: fault.at, to: fault.at + 1 })
      : locationAt(definition, PATH)
  const character =
    fault.kind === 'character' ? String.fromCodePoint(image.codePointAt(fault.at) ?? 0) : ''
  report(diagnose('image-malformed', place, { ...describeAt(draft, PATH), fault, character }))
}

const PATH: Path = ['imageUrl']
