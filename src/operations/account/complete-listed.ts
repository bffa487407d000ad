import type { Client } from '../../api/client.ts'
import { withFields } from '../../api/completed.ts'
import { isLive, type RemoteInstance } from '../../api/remote.ts'
import type { CreateBody, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
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
  readonly signal?: AbortSignal
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

/** What a change in place has to know, and what some lists leave out. Facts §3.1. */
const FOR_A_CHANGE = ['ports', 'rootfsSize', 'envs', 'networkStorages'] as const

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
      const forChange = isChanged ? FOR_A_CHANGE.filter((field) => listed[field] === undefined) : []
      return [...uncomparedIn(body, listed), ...forChange]
    }),
  )
}

/** What the service gives back, and the list does not. */
const uncomparedIn = (body: CreateBody, listed: RemoteInstance): readonly string[] =>
  compareWithAccount(body, listed).unchecked.filter(
    (field) => isFieldName(field) && FIELDS[field].readBack,
  )
