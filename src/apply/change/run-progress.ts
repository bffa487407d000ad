import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { addTo } from '../../model/append-to.ts'
import { fieldsOf } from '../../plan/action.ts'
import { type ApplyEvent, isChangeEvent } from '../event.ts'
import type { DoubtReason } from '../look-up-reason.ts'
import type { Awaited } from '../wait.ts'
import { idOf } from './open-change.ts'

/** What a run has come to about each instance that it changes, by its events. */
export interface RunProgress {
  /** The fields of its definition that earlier steps of this run made true. */
  madeFor(id: InstanceId): ReadonlySet<string>
  /** Whether nobody knows what came of an earlier step: nothing else is sent about it then. */
  isUnsettled(id: InstanceId): boolean
  /** Why nobody knows what came of the first change of this run of which that is so; `undefined` where there is none. */
  doubt(): DoubtReason | undefined
  /** Whether everything that this run was to start runs. */
  isStarted(): boolean
  /** The containers that this run reset, and that came back. */
  reset(): readonly InstanceId[]
  /** What this run made. */
  made(): readonly Awaited[]
  /** What this run made for an entry. */
  createdFor(key: EntryKey): InstanceId | undefined
  /** Whether this run saw that an instance has ended. */
  hasEnded(id: InstanceId): boolean
  note(event: ApplyEvent): void
}

export function runProgress(): RunProgress {
  const made = new Map<InstanceId, string[]>()
  const unsettled = new Set<InstanceId>()
  const created = new Map<EntryKey, Awaited>()
  const ended = new Set<InstanceId>()
  const reset: InstanceId[] = []
  let doubt: DoubtReason | undefined
  let isStarted = true
  return {
    madeFor: (id) => new Set(made.get(id)),
    isUnsettled: (id) => unsettled.has(id),
    doubt: () => doubt,
    isStarted: () => isStarted,
    reset: () => reset,
    made: () => [...created.values()],
    createdFor: (key) => created.get(key)?.id,
    hasEnded: (id) => ended.has(id),
    note(event) {
      if (event.kind === 'complete' && event.operation === 'create') {
        created.set(event.action.key, { name: event.action.name, id: event.id })
      }
      if (!isChangeEvent(event)) return
      if (event.kind === 'unknown') {
        unsettled.add(idOf(event))
        doubt ??= event.reason
      }
      const hasFailed = event.kind === 'rejected' || event.kind === 'not_sent'
      const isOnItsWay = event.kind === 'complete' && !event.isThere
      if (event.operation === 'start' && (hasFailed || isOnItsWay)) isStarted = false
      if (event.kind !== 'complete' || !event.isThere) return
      if (event.operation === 'upgrade' && event.how !== 'was-so') reset.push(event.id)
      if (event.operation === 'delete') {
        ended.add(event.id)
        return
      }
      for (const field of fieldsOf(event.step)) addTo(made, idOf(event), field)
    },
  }
}

/** The same events, each noted before the consumer sees it. */
export async function* noting<Left>(
  events: AsyncGenerator<ApplyEvent, Left>,
  progress: RunProgress,
): AsyncGenerator<ApplyEvent, Left> {
  while (true) {
    const next = await events.next()
    if (next.done === true) return next.value
    progress.note(next.value)
    yield next.value
  }
}
