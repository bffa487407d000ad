import { type Action, type ActionKind, isOtherwise } from './action.ts'

/** How many actions of each kind a plan has. */
export type Counts = Readonly<Record<ActionKind, number>>

export function countActions(actions: readonly Action[]): Counts {
  const counts: Record<ActionKind, number> = {
    create: 0,
    recreate: 0,
    'no-op': 0,
    exists: 0,
    change: 0,
    failed: 0,
    'in-doubt': 0,
    conflict: 0,
    orphan: 0,
  }
  for (const { kind } of actions) counts[kind] += 1
  return counts
}

/** The plan in one line, such as `3 to create, 1 unchanged, 0 in doubt`. */
export function summarise(actions: readonly Action[], elsewhere = 0): string {
  const counts = countActions(actions)
  const otherwise = actions.filter(isOtherwise).length
  const creations = counts.create + counts.recreate
  const again = counts.recreate > 0 ? ` (${counts.recreate} again)` : ''
  const parts = [`${creations} to create${again}`, `${counts['no-op'] - otherwise} unchanged`]
  if (otherwise > 0) parts.push(`${otherwise} changed in the account`)
  if (counts.exists > 0) parts.push(`${counts.exists} there already`)
  if (counts.change > 0) parts.push(`${counts.change} to change`)
  if (counts.failed > 0) parts.push(`${counts.failed} failed`)
  if (counts.conflict > 0) parts.push(`${counts.conflict} in conflict`)
  parts.push(`${counts['in-doubt']} in doubt`)
  if (counts.orphan > 0) parts.push(`${counts.orphan} in no file`)
  if (elsewhere > 0) parts.push(`${elsewhere} in the files of another fleet`)
  return parts.join(', ')
}
