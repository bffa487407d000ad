import { ACCESS_KINDS } from './catalogue-access.ts'
import { ACCOUNT_KINDS } from './catalogue-account.ts'
import { CHARACTER_KINDS } from './catalogue-character.ts'
import { DEFINITION_KINDS } from './catalogue-definition.ts'
import { FOREIGN_KINDS } from './catalogue-foreign.ts'
import { REFERENCE_KINDS } from './catalogue-reference.ts'
import { SOURCE_KINDS } from './catalogue-source.ts'

/** Every finding there is. The code is a stable name: scripts and suppressions may use it. */
export const CATALOGUE = {
  ...SOURCE_KINDS,
  ...CHARACTER_KINDS,
  ...FOREIGN_KINDS,
  ...REFERENCE_KINDS,
  ...ACCESS_KINDS,
  ...DEFINITION_KINDS,
  ...ACCOUNT_KINDS,
}

export type Code = keyof typeof CATALOGUE

/** The facts that a finding of this code is worded from. */
export type ArgsOf<C extends Code> = Parameters<(typeof CATALOGUE)[C]['word']>[0]
