import type { CommandLine } from '../../../config/flags.ts'
import type { InstanceSpec } from '../../../definitions/instance-spec.ts'
import { asTyped } from '../../../model/invocation.ts'
import { type Location, positionAt } from '../../../model/location.ts'
import { looksSame } from '../../../model/secret.ts'
import type { Action } from '../../../plan/action.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'
import { explainTogether } from '../reasons/explain-together.ts'
import { saying } from './saying.ts'
import type { Way } from './ways/way.ts'
import { waysOfDestroys } from './ways/ways-of-removal.ts'
import { waysOfRenames } from './ways/ways-of-rename.ts'
import { waysOutOf } from './ways/ways-out.ts'
import { specOf } from './ways/ways-to-end.ts'

/** Neighbouring actions that say the same: the replicas of an entry, or a run of unchanged ones. */
export type Group<Kind extends Action = Action> = readonly [Kind, ...Kind[]]

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

/** Joins neighbours that differ in their names alone, where there are too many to read one by one. */
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

/** Whether two actions say the same but for their names, ids and lines. */
function differInNameOnly(one: Action, other: Action): boolean {
  if (one.kind === 'create' && other.kind === 'create') {
    return (
      one.presence === other.presence &&
      one.reason.code === other.reason.code &&
      one.spec.place.file.path === other.spec.place.file.path &&
      looksSame(one.spec.body, other.spec.body, 'name') &&
      one.spec.maxHourly === other.spec.maxHourly &&
      hasSameFallback(one.spec, other.spec)
    )
  }
  const said = saying(one)
  return said !== undefined && said === saying(other)
}

const hasSameFallback = ({ fallback: one }: InstanceSpec, { fallback: other }: InstanceSpec) =>
  one.length === other.length &&
  one.every(({ body }, at) => looksSame(body, other[at]?.body ?? {}, 'name'))

/** Whether two actions are one line however few they are: unchanged ones, and the replicas of an entry. */
function isAlike(one: Action, other: Action): boolean {
  if (one.kind === 'no-op' && other.kind === 'no-op') {
    return (
      one.reason.code === other.reason.code && one.drift.length === 0 && other.drift.length === 0
    )
  }
  if (one.kind === 'create' && other.kind === 'create') {
    return (
      one.presence === other.presence &&
      one.reason.code === other.reason.code &&
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
export const reasonOf = ([action, ...others]: Group): string =>
  (others.length === 0 ? undefined : explainTogether(action.reason.code)) ??
  asTyped(explainReason(action.reason))

/** A group by the kind of its first action, which all of it have. */
export const allOf = <Of extends Action>(first: Of, [, ...others]: Group): Group<Of> => [
  first,
  ...others.filter((each): each is Of => each.kind === first.kind),
]

/** Who speaks for a group where a command names one of its entries: the reader fills in which. */
export const speakerOf = ([action, ...others]: Group): Action =>
  others.length === 0 || action.name === undefined ? action : { ...action, name: 'NAME' }

/** What a person can do about a group. */
export function waysOfGroup(group: Group, commandLine: CommandLine): readonly Way[] {
  const [first, ...others] = group
  if (others.length === 0) return waysOutOf(first, commandLine)
  if (first.kind === 'destroy') return waysOfDestroys(first, commandLine)
  return first.reason.code === 'looks-renamed'
    ? waysOfRenames(group, commandLine)
    : waysOutOf(speakerOf(group), commandLine)
}

/** The lines that a group is written on, as `3` or `3 to 9`; nothing for what is in no file any more. */
export function linesOf(group: Group): string {
  const [first] = group
  const from = lineOf(first)
  if (from === undefined) return ''
  const to = lineOf(group.at(-1) ?? first)
  return to === undefined || from === to ? `${from}` : `${from} to ${to}`
}

/** Where a group is written, as `fleet.yaml:3`; not made safe to print. `undefined` for what is in no file. */
export function whereOf(group: Group): string | undefined {
  const place = placeOf(group[0])
  return place && `${place.file.path}:${linesOf(group)}`
}

/** Where the entry of an action is written; `undefined` for what is in no file. */
export const placeOf = (action: Action): Location | undefined => specOf(action)?.place

function lineOf(action: Action): number | undefined {
  const place = placeOf(action)
  return place && positionAt(place.file, place.span.start).line
}
