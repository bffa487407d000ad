import type { RemoteInstance } from '../../../../api/remote.ts'
import type { CommandLine } from '../../../../config/flags.ts'
import type { ConflictAction } from '../../../../plan/action.ts'
import { spellingOf } from '../../../../plan/spelling.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { adopt, forget, type Named, onlyThis } from './typed-commands.ts'
import { type Typed, type Way, way } from './way.ts'
import { idIn } from './ways-of-doubt.ts'

/** Each of them costs money, and only a person knows which one is meant. */
export function waysOfConflict(action: ConflictAction, commandLine: CommandLine): readonly Way[] {
  const { owned, strangers, holders, returned } = action
  if (returned.size > 0) return waysOfReturned(action, commandLine)
  if (strangers.length === 0) return waysOfSeveral(action, owned.length, commandLine)
  const toAdopt = adopt(action, idIn(strangers), commandLine)
  const [held] = holders
  if (held !== undefined) {
    const [id, holder] = held
    const release = forget({ name: undefined, key: holder }, [id], commandLine)
    return [
      way`if ${plain(id)} is this entry: ${release}, then ${toAdopt}`,
      way`if not: give the entry another name; if nobody here recorded it so, look at what changed in the ledger`,
    ]
  }
  return owned.length === 0
    ? [
        way`if ${one(strangers)} is this entry: ${toAdopt}`,
        action.name === undefined
          ? way`if not: give the entry a name`
          : way`if not: give the entry another name`,
        ...(strangers.length === 1
          ? []
          : [way`${billWords(strangers.length)}: one that is not needed, remove in the console`]),
      ]
    : waysBesideOurs(action, toAdopt, commandLine)
}

/** Ours a command ends; what is nobody's here is for the console, unless this ledger takes it in. */
function waysBesideOurs(
  action: ConflictAction,
  toAdopt: Typed,
  commandLine: CommandLine,
): readonly Way[] {
  const { owned, strangers, madeHere } = action
  const destroy = onlyThis('destroy', action, commandLine)
  const end =
    destroy === undefined
      ? way`remove ours in the console`
      : way`to end ours, with all data on its disk lost, ${destroy}`
  return [
    way`${billWords(owned.length + strangers.length)}; if ${one(strangers)} is not needed: remove it in the console`,
    way`if it is to replace ours: ${end}, then ${toAdopt}`,
    ...waysOfMadeHere(
      action,
      strangers.filter(({ id }) => madeHere.has(id)),
      commandLine,
    ),
  ]
}

/**
 * What was made with this ledger for an entry, and the ledger does not hold: once it is taken in, a command ends it where it has
 * the name of its entry, and otherwise lets it go, since the name would be in the way. `isAlone`: the entry has no other one.
 */
export function waysOfMadeHere(
  of: Named,
  instances: readonly RemoteInstance[],
  commandLine: CommandLine,
  {
    isAlone = false,
    destroy = onlyThis('destroy', of, commandLine),
  }: { readonly isAlone?: boolean; readonly destroy?: Typed | undefined } = {},
): readonly Way[] {
  if (instances.length === 0) return []
  const id = idIn(instances)
  const toAdopt = adopt(of, id, commandLine)
  const keep = isAlone ? [way`to keep it: ${toAdopt}`] : []
  if (of.name === undefined || instances.some(({ name }) => !isSpelled(of.name, name))) {
    const letGo = way`to let it run, no longer ours: ${toAdopt}, then ${forget(of, [id], commandLine)}`
    return [...keep, letGo]
  }
  if (destroy === undefined) return keep
  return [
    ...keep,
    isAlone
      ? way`to end it, with all data on its disk lost: ${toAdopt}, then ${destroy}`
      : way`to end it by a command: ${toAdopt}; then plan names what ends one of the two`,
  ]
}

const isSpelled = (one = '', other: string): boolean => spellingOf(one) === spellingOf(other)

/** What counted as gone and is there again is ours by the ledger, and a command ends it like what the entry has. */
function waysOfReturned(action: ConflictAction, commandLine: CommandLine): readonly Way[] {
  const { owned, strangers, returned } = action
  const others = strangers.filter(({ id }) => !returned.has(id))
  const notOurs = others.map(
    ({ id }) => way`${plain(id)} is not ours; if it is not needed: remove it in the console`,
  )
  const [first] = returned.keys()
  if (first !== undefined && returned.size + owned.length === 1) {
    return [...waysOfOneReturned(action, first, commandLine), ...notOurs]
  }
  return [...waysOfSeveral(action, returned.size + owned.length, commandLine), ...notOurs]
}

/** It is all that the ledger has of the entry. */
export function waysOfOneReturned(
  of: Named,
  id: string,
  commandLine: CommandLine,
  destroy = onlyThis('destroy', of, commandLine),
): readonly Way[] {
  return [
    destroy === undefined
      ? way`to end it: remove ${plain(id)} in the console`
      : way`to end it, with all data on its disk lost: ${destroy}`,
    way`to keep it: ${adopt(of, id, commandLine)}`,
  ]
}

/** The ledger holds several, and a command about the entry is about all of them. */
export function waysOfSeveral(
  of: Named,
  count: number,
  commandLine: CommandLine,
  destroy = onlyThis('destroy', of, commandLine),
): readonly Way[] {
  const bill = billWords(count)
  const release = forget(of, ['ID'], commandLine)
  if (destroy === undefined) {
    return [way`${bill}; for each one too many: remove it in the console, then ${release}`]
  }
  return [
    way`${bill}; to keep one of them: for that one ${release}, to end the others ${destroy}, then ${adopt(of, 'ID', commandLine)}`,
    way`to end them all, with all data on their disks lost: ${destroy}`,
  ]
}

/** What two or more instances of one entry cost, where one was meant. */
export const billWords = (count: number): string =>
  count === 2 ? 'both cost money' : 'each costs money'

const one = ({ length }: readonly unknown[]): string => (length === 1 ? 'it' : 'one of them')
