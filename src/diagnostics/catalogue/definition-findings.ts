import { EXPIRY_KINDS } from './expiry-findings.ts'
import { FIELD_KINDS } from './fields.ts'
import { IMAGE_KINDS } from './images.ts'
import { LAYOUT_KINDS } from './layout.ts'
import { PORT_KINDS, RULE_KINDS } from './rules-of-entries.ts'
import { ENV_KINDS } from './variables-of-instances.ts'

/** Findings about files, fields, entries and whole fleets. */
export const DEFINITION_KINDS = {
  ...LAYOUT_KINDS,
  ...FIELD_KINDS,
  ...PORT_KINDS,
  ...IMAGE_KINDS,
  ...ENV_KINDS,
  ...RULE_KINDS,
  ...EXPIRY_KINDS,
}
