import { CHANGE_MUTANTS } from './change-mutants.ts'
import { CREATE_MUTANTS } from './create-mutants.ts'
import { ERRAND_MUTANTS } from './errand-mutants.ts'
import type { Mutant } from './mutant.ts'
import { SHARED_MUTANTS } from './shared-mutants.ts'
import { STEP_MUTANTS } from './step-mutants.ts'

export const MUTANTS: readonly Mutant[] = [
  ...CREATE_MUTANTS,
  ...CHANGE_MUTANTS,
  ...STEP_MUTANTS,
  ...ERRAND_MUTANTS,
  ...SHARED_MUTANTS,
]
