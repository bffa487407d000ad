import { createHash } from 'node:crypto'
import type { Json } from '../../model/secret.ts'
import type { Store } from './account-store.ts'
import { isStuck, type Pace, statusAfter, stepsMade } from './lifecycle.ts'
import type { PrivateParts, StoredInstance } from './stored-instance.ts'

/** How the account behaves where the documents leave it open. */
export interface AccountSettings {
  readonly pace: Pace
  /** For how many steps a removed record stays in the list. */
  readonly removedLingers: number
  readonly now: () => number
}

/** An instance that the account still shows, as of now. */
export interface Present {
  readonly instance: StoredInstance
  readonly status: string
  /** `undefined` when another process was told them: they are not on disk. */
  readonly privates: PrivateParts | undefined
}

/** What the sandbox's one account holds: the stored instances seen at this moment. */
export interface Account {
  readonly now: () => number
  /** The same account, as it is at that time. */
  at(time: number): Account
  /** In the order they were made. Removed records that have lingered their time are left out, unless asked for. */
  present(lingering?: 'lingering'): readonly Present[]
  find(id: string, lingering?: 'lingering'): Present | undefined
  /** The templates that were made, for as long as this process runs. */
  readonly templates: Json[]
  /** Makes or changes an instance; on disk when it returns. */
  put(instance: StoredInstance, privates?: PrivateParts): void
  /** Tells that an answer shows these instances: with `polls` each moves on by one step. */
  shown(instances: readonly StoredInstance[]): void
}

export function openAccount(store: Store, settings: AccountSettings): Account {
  const privates = new Map<string, PrivateParts>()
  const polls = new Map<string, number>()
  const templates: Json[] = []
  const pollKey = (instance: StoredInstance) => `${instance.id} ${instance.since}`

  function seen(instance: StoredInstance, now: number, lingering?: 'lingering'): Present[] {
    const shownBefore = polls.get(pollKey(instance)) ?? 0
    const steps = stepsMade(instance, settings.pace, now, shownBefore)
    const forHowLong = lingering ? Number.POSITIVE_INFINITY : settings.removedLingers
    const status = statusAfter(instance, steps, forHowLong)
    return status === undefined ? [] : [{ instance, status, privates: privates.get(instance.id) }]
  }

  const asOf = (now: () => number): Account => ({
    now,
    templates,
    at: (time) => asOf(() => time),
    present: (lingering) =>
      store.instances().flatMap((instance) => seen(instance, now(), lingering)),
    find: (id, lingering) =>
      store
        .instances()
        .filter((instance) => instance.id === id)
        .flatMap((instance) => seen(instance, now(), lingering))[0],
    put(instance, secret) {
      store.put(instance)
      if (secret !== undefined) privates.set(instance.id, secret)
    },
    shown(instances) {
      for (const instance of instances) {
        const before = polls.get(pollKey(instance)) ?? 0
        if (isStuck(instance, now(), before)) continue
        polls.set(pollKey(instance), before + 1)
      }
    },
  })
  return asOf(settings.now)
}

/** The SSH password that list and get show for an instance, so that tests can look for it where it must not be. */
export const sandboxPassword = (id: string): string =>
  `pw-${createHash('sha256').update(`sandbox ssh ${id}`).digest('hex').slice(0, 20)}`
