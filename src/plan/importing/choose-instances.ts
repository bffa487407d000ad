import { isLive, type RemoteInstance } from '../../api/remote.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { Action } from '../action.ts'
import { unfitness } from '../decide/failure.ts'

/** Which instances are to be imported. */
export interface Choice {
  /** Names or ids; empty for all. */
  readonly words: readonly string[]
}

/** An instance that is not imported, and why. */
export interface LeftOut {
  readonly id: InstanceId
  readonly name: string
  readonly why: LeftOutReason
}

export type LeftOutReason =
  | { readonly code: 'unnamed' }
  /** Others have the name too. */
  | { readonly code: 'same-name'; readonly ids: readonly InstanceId[] }
  | { readonly code: 'leaving'; readonly status: string }
  /** It failed, or nobody knows what its state means. */
  | { readonly code: 'failed'; readonly status: string }
  /** The ledger has it, as that of this entry. */
  | { readonly code: 'owned'; readonly entry: string }
  /** The API key of this run is in what the account says of it. */
  | { readonly code: 'holds-key' }
  /** A variable of it has a value that no file of variables can hold. */
  | { readonly code: 'unwritable' }
  /** No file can hold such an entry. */
  | { readonly code: 'refused'; readonly message: string }
  /** A plan would not find it as the entry says. */
  | { readonly code: 'differs'; readonly action: Action }

export interface Chosen {
  readonly chosen: readonly RemoteInstance[]
  readonly left: readonly LeftOut[]
}

/**
 * The instances that somebody means. Of those that nobody named, what is on its way out, what the ledger has, and what failed stay
 * out; a name has to be one instance's. `owner`: the entry of the ledger that an instance is of. Pure.
 */
export function chooseInstances(
  instances: readonly RemoteInstance[],
  { words }: Choice,
  owner: (id: InstanceId) => string | undefined,
): Chosen {
  const wanted = new Set(words)
  const isNamed = ({ id, name }: RemoteInstance) => wanted.has(id) || wanted.has(name)
  const live = instances.filter(isLive)
  const alike = new Map<string, RemoteInstance[]>()
  for (const instance of live) {
    const others = alike.get(instance.name)
    if (others === undefined) alike.set(instance.name, [instance])
    else others.push(instance)
  }
  const chosen: RemoteInstance[] = []
  const left: LeftOut[] = []
  for (const instance of instances) {
    if (words.length > 0 && !isNamed(instance)) continue
    const same = (alike.get(instance.name) ?? []).filter(({ id }) => id !== instance.id)
    const why = reasonAgainst(instance, { isNamed: isNamed(instance), same, owner })
    if (why === undefined) chosen.push(instance)
    else if (why !== 'not-meant') left.push({ id: instance.id, name: instance.name, why })
  }
  return { chosen, left }
}

interface Judging {
  readonly isNamed: boolean
  /** Live instances of the same name. */
  readonly same: readonly RemoteInstance[]
  readonly owner: (id: InstanceId) => string | undefined
}

function reasonAgainst(
  instance: RemoteInstance,
  { isNamed, same, owner }: Judging,
): LeftOutReason | 'not-meant' | undefined {
  const { id, name, status } = instance
  if (!isLive(instance)) return isNamed ? { code: 'leaving', status } : 'not-meant'
  if (name === '') return { code: 'unnamed' }
  const entry = owner(id)
  if (entry !== undefined && !isNamed) return { code: 'owned', entry }
  if (same.length > 0) return { code: 'same-name', ids: same.map((each) => each.id) }
  return unfitness(instance) !== undefined && !isNamed ? { code: 'failed', status } : undefined
}

/** The words that are neither the name nor the id of an instance. */
export const unknownWords = (
  instances: readonly RemoteInstance[],
  { words }: Choice,
): readonly string[] => {
  const known = new Set(instances.flatMap(({ id, name }): readonly string[] => [id, name]))
  return words.filter((word) => !known.has(word))
}
