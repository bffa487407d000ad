import { ACCESS_KINDS } from './access.ts'
import { ACCOUNT_KINDS } from './account-findings.ts'
import { CHARACTER_KINDS } from './characters.ts'
import { DEFINITION_KINDS } from './definition-findings.ts'
import { SOURCE_KINDS } from './files.ts'
import { FOREIGN_KINDS } from './foreign-tools.ts'
import { LIFE_KINDS } from './life-findings.ts'
import { REFERENCE_KINDS } from './references.ts'
import { RESOURCE_KINDS } from './resources.ts'

/** Every finding there is. The code is a stable name: scripts and suppressions may use it. */
export const CATALOGUE = {
  ...SOURCE_KINDS,
  ...CHARACTER_KINDS,
  ...FOREIGN_KINDS,
  ...REFERENCE_KINDS,
  ...ACCESS_KINDS,
  ...DEFINITION_KINDS,
  ...ACCOUNT_KINDS,
  ...RESOURCE_KINDS,
  ...LIFE_KINDS,
}

export type Code = keyof typeof CATALOGUE

/** The facts that a finding of this code is worded from. */
export type ArgsOf<C extends Code> = Parameters<(typeof CATALOGUE)[C]['word']>[0]
