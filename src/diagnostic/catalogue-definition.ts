import { ENV_KINDS } from './catalogue-env.ts'
import { FIELD_KINDS } from './catalogue-field.ts'
import { IMAGE_KINDS } from './catalogue-image.ts'
import { LAYOUT_KINDS } from './catalogue-layout.ts'
import { PORT_KINDS, RULE_KINDS } from './catalogue-rule.ts'

/** Findings about files, fields, entries and whole fleets. */
export const DEFINITION_KINDS = {
  ...LAYOUT_KINDS,
  ...FIELD_KINDS,
  ...PORT_KINDS,
  ...IMAGE_KINDS,
  ...ENV_KINDS,
  ...RULE_KINDS,
}
