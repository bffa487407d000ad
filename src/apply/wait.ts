import { type Phase, phaseOf } from '../api/instance-phase.ts'
import { instancesOf, type RemoteInstance, whyNotWhole } from '../api/remote.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { ApplyPorts } from './ports.ts'

/** An instance of this run whose start is waited for. */
export interface Awaited {
  readonly name: string | undefined
  readonly id: InstanceId
}

/** A state that was not seen before, as it is seen. */
export interface WaitEvent {
  readonly kind: 'wait_state'
  readonly name: string | undefined
  readonly id: InstanceId
  readonly status: string
  readonly statusError: string | undefined
}

/** How the waiting ended for one instance. */
export interface Waited extends Awaited {
  /** `moving`: it did not run yet when the waiting ended. `undefined`: it was never seen. */
  readonly phase: Phase | undefined
  /** As it was seen last. */
  readonly instance: RemoteInstance | undefined
}

export interface WaitResult {
  readonly instances: readonly Waited[]
  /** Why the waiting ended before every instance was settled. */
  readonly early: 'time-out' | 'interrupted' | undefined
  /** Why the last look saw nothing, if so. */
  readonly blind: string | undefined
}

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000

/**
 * Looks at the account until each instance runs, reports an error, stopped or is gone, or the time is over; or until `isOver`
 * says that what was seen is enough. It changes nothing, so it may be left at any time; a look that fails is one look less.
 */
export async function* waitUntilReady(
  awaited: readonly Awaited[],
  budgetMs: number,
  ports: Pick<ApplyPorts, 'list' | 'wait' | 'elapsed' | 'interrupted' | 'random'>,
  isOver = (instances: readonly Waited[]): boolean => instances.every(isSettled),
): AsyncGenerator<WaitEvent, WaitResult> {
  const started = ports.elapsed()
  const last = new Map<InstanceId, RemoteInstance>()
  for (let nth = 0; ; nth += 1) {
    const remote = await ports.list()
    const byId = new Map(instancesOf(remote).map((instance) => [instance.id, instance]))
    for (const { name, id } of awaited) {
      const instance = byId.get(id)
      if (instance === undefined) continue
      const before = last.get(id)
      last.set(id, instance)
      const { status, statusError } = instance
      if (before?.status === status && before.statusError === statusError) continue
      yield { kind: 'wait_state', name, id, status, statusError }
    }
    const instances = awaited.map((each) => waited(each, last.get(each.id)))
    const result = { instances, blind: whyNotWhole(remote) }
    if (isOver(instances)) return { ...result, early: undefined }
    if (ports.interrupted()) return { ...result, early: 'interrupted' }
    const left = budgetMs - (ports.elapsed() - started)
    // Nobody can see anything there, now or later.
    if (left <= 0 || remote.kind === 'not-offered' || remote.kind === 'not-asked') {
      return { ...result, early: 'time-out' }
    }
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** nth)
    await ports.wait(Math.min(left, longest * (0.75 + ports.random() / 4)))
    if (ports.interrupted()) return { ...result, early: 'interrupted' }
  }
}

const waited = (awaited: Awaited, instance: RemoteInstance | undefined): Waited => ({
  ...awaited,
  instance,
  phase: instance === undefined ? undefined : phaseOf(instance),
})

export const isSettled = ({ phase }: Waited): boolean => phase !== undefined && phase !== 'moving'
