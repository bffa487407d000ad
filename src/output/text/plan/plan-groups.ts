import { asTyped } from '../../../model/invocation.ts'
import { positionAt } from '../../../model/location.ts'
import { looksSame } from '../../../model/secret.ts'
import type { Action, OrphanAction } from '../../../plan/action.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'

/** Neighbouring actions that say the same: the replicas of an entry, or a run of unchanged ones. */
export type Group = readonly [Action, ...Action[]]

/** Folds a plan for a reader: 200 equal entries are one line. */
export function fold(actions: readonly Action[]): readonly Group[] {
  const groups: [Action, ...Action[]][] = []
  for (const action of actions) {
    const group = groups.at(-1)
    if (group !== undefined && isAlike(group[0], action)) group.push(action)
    else groups.push([action])
  }
  return foldEqual(groups)
}

/** Joins neighbouring creates that differ in their names alone, where there are too many to read one by one. */
function foldEqual(groups: readonly Group[]): readonly Group[] {
  const folded: Group[] = []
  let run: Group[] = []
  for (const group of groups) {
    const last = run.at(-1)
    if (last !== undefined && !differInNameOnly(last[0], group[0])) {
      addRun(folded, run)
      run = []
    }
    run.push(group)
  }
  addRun(folded, run)
  return folded
}

function addRun(folded: Group[], run: readonly Group[]): void {
  const [first, ...others] = run
  if (first !== undefined && run.length > MAX_EQUAL) folded.push([...first, ...others.flat()])
  else for (const group of run) folded.push(group)
}

/** As many equal entries as are still shown one by one. */
const MAX_EQUAL = 3

/** Whether two actions are creates that say the same but for their names and lines. */
const differInNameOnly = (one: Action, other: Action): boolean =>
  one.kind === 'create' &&
  other.kind === 'create' &&
  one.presence === other.presence &&
  one.spec.place.file.path === other.spec.place.file.path &&
  looksSame(one.spec.body, other.spec.body, 'name')

function isAlike(one: Action, other: Action): boolean {
  if (one.kind !== other.kind) return false
  if (one.kind === 'no-op' && other.kind === 'no-op') {
    return one.drift.length === 0 && other.drift.length === 0
  }
  if (one.kind === 'create' && other.kind === 'create') {
    return (
      one.presence === other.presence &&
      one.spec.place.span.start === other.spec.place.span.start &&
      one.spec.place.file === other.spec.place.file
    )
  }
  return false
}

/** The names of a group, on one line and safe to print. */
export function titleOf(group: Group): string {
  const names = group.map(nameOf)
  if (names.length <= 3) return names.join(', ')
  return group[0].kind === 'no-op'
    ? `${names.length} entries`
    : `${names[0]} … ${names.at(-1)} (${names.length})`
}

const nameOf = (action: Action): string =>
  action.name === undefined ? '(no name)' : plain(action.name)

/** Why a group is what it is. */
export const reasonOf = (group: Group): string => {
  const [action, ...others] = group
  return action.kind === 'no-op' && others.length > 0
    ? 'there as applied'
    : asTyped(explainReason(action.reason))
}

/** The lines that a group is written on, as `3` or `3 to 9`; nothing for what is in no file any more. */
export function linesOf(group: Group): string {
  const [first] = group
  const last = group.at(-1) ?? first
  if (first.kind === 'orphan' || last.kind === 'orphan') return ''
  const from = lineOf(first)
  const to = last === first ? from : lineOf(last)
  return from === to ? `${from}` : `${from} to ${to}`
}

const lineOf = ({ spec: { place } }: Exclude<Action, OrphanAction>): number =>
  positionAt(place.file, place.span.start).line
