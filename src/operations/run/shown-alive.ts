import { isLive, type RemoteInstance } from '../../api/remote.ts'
import type { ShownAlive } from '../../apply/ports.ts'
import type { InstanceId } from '../../ledger/record.ts'

/** What the looks of one run showed alive, until one says that it is gone. */
export interface Sightings extends ShownAlive {
  readonly ids: () => readonly InstanceId[]
  readonly note: (instances: readonly RemoteInstance[]) => void
  readonly forget: (id: InstanceId) => void
}

export function shownAlive(): Sightings {
  const names = new Map<InstanceId, string>()
  const bearers = new Map<string, Set<InstanceId>>()
  const forget = (id: InstanceId): void => {
    bearers.get(names.get(id) ?? '')?.delete(id)
    names.delete(id)
  }
  return {
    ids: () => [...names.keys()],
    lives: (id) => names.has(id),
    named: (name) => [...(bearers.get(name) ?? [])],
    note(instances) {
      for (const { id, name } of instances.filter(isLive)) {
        forget(id)
        names.set(id, name)
        const same = bearers.get(name) ?? new Set()
        bearers.set(name, same.add(id))
      }
    },
    forget,
  }
}
