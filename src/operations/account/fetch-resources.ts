import type { Client } from '../../api/client.ts'
import type { ResourceKind, Resources } from '../../api/resource.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { namedIn } from '../../plan/resource-check.ts'
import type { RefreshOptions } from './refresh.ts'

/** The lists that were asked for, and why others of them say nothing. */
export interface SeenResources {
  readonly lists: ReadonlyMap<ResourceKind, Resources>
  /** Sentences for under the plan. */
  readonly notes: readonly string[]
}

/** Asks once for each list of which some entry to create names an id. A list that cannot be read proves nothing. */
export async function askResources(
  client: Client | undefined,
  specs: readonly InstanceSpec[],
  { refresh }: RefreshOptions,
  signal?: AbortSignal,
): Promise<SeenResources> {
  if (refresh === 'never' || client === undefined) return NO_RESOURCES
  const kinds = new Set(specs.flatMap((spec) => namedIn(spec).map(({ kind }) => kind)))
  if (kinds.size === 0) return NO_RESOURCES
  const lists = new Map<ResourceKind, Resources>()
  const notes: string[] = []
  await Promise.all(
    [...kinds].map(async (kind) => {
      const answer = await client.resources(kind, { signal })
      if (answer.kind === 'ok') lists.set(kind, answer.value)
      else notes.push(`${UNCHECKED[kind]} could not be checked: ${answer.why}.`)
    }),
  )
  return { lists, notes: notes.sort() }
}

/** Nobody asked. */
export const NO_RESOURCES: SeenResources = { lists: new Map(), notes: [] }

const UNCHECKED: Readonly<Record<ResourceKind, string>> = {
  storage: 'Whether the account has the storages of `networkStorages`',
  network: 'Whether the account has the networks of `networkId`',
  'registry-login': 'Whether the account has the registry logins of `imageAuthId`',
}
