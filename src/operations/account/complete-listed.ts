import type { Client } from '../../api/client.ts'
import { withFields } from '../../api/completed.ts'
import { isLive, isTold, type RemoteInstance } from '../../api/remote.ts'
import type { CreateBody, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
import type { Action } from '../../plan/action.ts'
import { compareWithAccount } from '../../plan/difference.ts'
import { FIELDS, isFieldName } from '../../schema/fields.generated.ts'
import { eachOf } from './each-of.ts'

/** What a list is completed for. */
export interface Completing {
  readonly state: State
  /** The entries whose instances are asked for. */
  readonly specs: readonly (Pick<InstanceSpec, 'key' | 'name'> &
    Partial<Pick<InstanceSpec, 'digest' | 'body' | 'fallback'>>)[]
  readonly client: Pick<Client, 'get'> | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Those of the instances of which a list does not tell all that a run has to know, each with what asking for it tells: what a
 * definition sets and the service gives back, so that it can be compared; and where a definition has changed, what the change
 * has to know.
 */
export async function completeListed(
  instances: readonly RemoteInstance[],
  completing: Completing,
): Promise<ReadonlyMap<InstanceId, RemoteInstance>> {
  const { client, signal } = completing
  const lacking = instances.filter(isLive).flatMap((listed) => {
    const fields = lackingIn(listed, completing)
    return fields.size === 0 ? [] : [{ listed, fields }]
  })
  const completed = await eachOf(lacking, async ({ listed, fields }) => {
    const answer = await client?.get(listed.id, { signal })
    return answer?.kind === 'ok' && answer.value.id === listed.id
      ? withFields(listed, answer.value, fields)
      : listed
  })
  return new Map(completed.map((each) => [each.id, each]))
}

/**
 * The actions, each stop among them with how long the service keeps the data of what it stops, where it says so when it is
 * asked. Nothing else is asked for, and what cannot be asked stays as it is.
 */
export async function withKeptDays(
  actions: readonly Action[],
  client: Completing['client'],
  signal?: AbortSignal,
): Promise<readonly Action[]> {
  const listed = actions.flatMap((action) => stoppedBy(action) ?? [])
  const told = new Map<InstanceId, number | undefined>()
  await eachOf(listed, async ({ id }) => {
    const answer = await client?.get(id, { signal })
    if (answer?.kind === 'ok' && answer.value.id === id) told.set(id, answer.value.keepDataDays)
  })
  return actions.map((action) => {
    const remote = stoppedBy(action)
    const keepDataDays = remote && told.get(remote.id)
    return action.kind === 'change' && remote !== undefined && keepDataDays !== undefined
      ? { ...action, remote: { ...remote, keepDataDays } }
      : action
  })
}

/** What an action stops, where nobody has said yet how long its data is kept. */
const stoppedBy = (action: Action): RemoteInstance | undefined =>
  action.kind === 'change' &&
  action.remote?.keepDataDays === undefined &&
  action.steps.some(({ operation }) => operation === 'stop')
    ? action.remote
    : undefined

/** What a change in place has to know, and what some lists leave out. Facts §3.1. */
const FOR_A_CHANGE = [
  'ports',
  'rootfsSize',
  'imageAuthId',
  'command',
  'entrypoint',
  'envs',
  'networkStorages',
] as const

function lackingIn(listed: RemoteInstance, { specs, state }: Completing): ReadonlySet<string> {
  return new Set(
    specs.flatMap(({ key, name, digest, body, fallback = [] }) => {
      const owned = state.entries.get(key)?.instances.find(({ id }) => id === listed.id)
      if (body === undefined || (owned === undefined && name !== listed.name)) return []
      const applied = owned?.digest
      const isChanged =
        applied !== undefined &&
        applied !== digest &&
        fallback.every((rung) => rung.digest !== applied)
      const forChange = isChanged ? FOR_A_CHANGE.filter((field) => !isTold(listed, field)) : []
      return [...uncomparedIn(body, listed), ...forChange]
    }),
  )
}

/** What the service gives back, and the list does not. */
const uncomparedIn = (body: CreateBody, listed: RemoteInstance): readonly string[] =>
  compareWithAccount(body, listed).unchecked.filter(
    (field) => isFieldName(field) && FIELDS[field].readBack,
  )
