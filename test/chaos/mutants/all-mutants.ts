import { CHANGE_MUTANTS } from './change-mutants.ts'
import { CREATE_MUTANTS } from './create-mutants.ts'
import type { Mutant } from './mutant.ts'

export const MUTANTS: readonly Mutant[] = [...CREATE_MUTANTS, ...CHANGE_MUTANTS]
