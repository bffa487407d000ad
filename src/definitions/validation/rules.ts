import type { LimitSet } from '../../schema/limit-sets.ts'
import { expiryIsATime, paidUntilIsADay } from '../expiry/expiry-rule.ts'
import {
  billingIsClear,
  cpuHasNoGpus,
  entryIsNamed,
  imageAuthIsOneWay,
  renewalHasAnEffect,
  replicaNamesFit,
} from './entry-rules.ts'
import { envsAreNoItem, envValuesFit } from './env-rules.ts'
import {
  commandsUseBraces,
  cudaVersionIsAVersion,
  envKeysAreNames,
  imageAuthHasTwoHalves,
  mountPointsAreApart,
  nameIsPrintable,
} from './field-rules.ts'
import {
  credentialsAreFilled,
  credentialsEndWithTheirLine,
  optionalFieldsAreFilled,
} from './filled-rules.ts'
import { imageCanBePulled } from './image-rule.ts'
import { commandsAreTyped, envValuesAreTyped } from './odd-values.ts'
import { portsAreOpenable } from './port-rules.ts'
import { productIsAnId } from './product-rule.ts'
import type { Rule } from './rule.ts'

/** Rules about fields, which hold for `defaults` by themselves too. */
export const FIELD_RULES: readonly Rule[] = [
  nameIsPrintable,
  portsAreOpenable,
  envKeysAreNames,
  envsAreNoItem,
  envValuesFit,
  credentialsAreFilled,
  credentialsEndWithTheirLine,
  optionalFieldsAreFilled,
  mountPointsAreApart,
  productIsAnId,
  imageCanBePulled,
  imageAuthHasTwoHalves,
  imageAuthIsOneWay,
  commandsUseBraces,
  commandsAreTyped,
  envValuesAreTyped,
  cudaVersionIsAVersion,
  expiryIsATime,
  paidUntilIsADay,
]

/** The rules that belong to one of the sets of limits: with the current ones, a value that is too long is an error already. */
export const rulesFor = (rules: readonly Rule[], limits: LimitSet): readonly Rule[] =>
  limits === 'reference' ? rules : rules.filter((rule) => rule !== envValuesFit)

/** Rules about a whole entry. What holds over all entries is in `fleet-rules.ts`. */
export const ENTRY_RULES: readonly Rule[] = [
  ...FIELD_RULES,
  entryIsNamed,
  replicaNamesFit,
  billingIsClear,
  renewalHasAnEffect,
  cpuHasNoGpus,
]
