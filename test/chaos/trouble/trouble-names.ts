import { LOST_PAYMENTS } from '../story/errand/adopted.ts'
import { LATE } from '../story/forgotten.ts'
import { TWICE } from '../story/made-twice.ts'
import { CREATE_KINDS, LIES } from './create-kinds.ts'
import { CHANGE_TROUBLE_NAMES } from './draw-change-troubles.ts'
import { SHORTAGES, VANISHING } from './draw-troubles.ts'
import { BEGINS_LATE } from './late-reset.ts'
import { ANOTHER_KIND, MEDDLINGS } from './meddling.ts'
import { IN_FULL, TOOL_PORTS } from './other-words.ts'
import { LIST_KINDS, READ_KINDS, READS } from './read-kinds.ts'
import { BARE } from './trouble.ts'
import { UNTOLD } from './untold.ts'

/** Every kind of trouble that a story can draw and the log of the service shows. */
export const TROUBLE_NAMES: readonly string[] = [
  ...[...CREATE_KINDS, ...LIES, ...LIST_KINDS].map(([name]) => name),
  ...READS.flatMap((on) => READ_KINDS.map(([name]) => `${on} ${name}`)),
  ...VANISHING.map(([name]) => name),
  ...SHORTAGES.map(([name]) => name),
  ...MEDDLINGS.map((change) => `meanwhile ${change}`),
  ANOTHER_KIND,
  ...CHANGE_TROUBLE_NAMES,
  BARE.name,
  ...[...TWICE, ...LATE].map(([name]) => name),
  ...Object.values(UNTOLD),
  BEGINS_LATE,
  ...[...IN_FULL, ...TOOL_PORTS].map(({ name }) => name),
  ...LOST_PAYMENTS.map(([name]) => name),
]
