import type { RemoteInstance } from '../../src/api/remote.ts'
import { digestOf } from '../../src/definitions/digest.ts'
import type { CreateBody, EntryKey, InstanceSpec } from '../../src/definitions/instance-spec.ts'
import type { Life } from '../../src/definitions/life.ts'
import type { AttemptId, InstanceId } from '../../src/ledger/record.ts'
import type { EntryState, OpenAttempt, OwnedInstance, State } from '../../src/ledger/state.ts'
import type { Location, SourceFile } from '../../src/model/location.ts'
import { mask } from '../../src/model/secret.ts'
import type { CreateAction } from '../../src/plan/action.ts'

const FILE: SourceFile = { path: 'fleet.yaml', text: 'instances: []\n' }

/**
 * A spec as the front of the pipeline would make it; `undefined` for an entry without a name. `life` is what the entry
 * says beside the fields of the API.
 */
export function aSpec(
  name: string | undefined,
  fields: CreateBody = {},
  life: Partial<Life> = {},
): InstanceSpec {
  const body = { ...(name === undefined ? {} : { name }), ...BODY, ...fields }
  const digest = digestOf(body)
  return {
    key: (name ?? `~${digest}#1`) as EntryKey,
    name,
    body,
    digest,
    fallback: [],
    maxHourly: undefined,
    life: { ...UNSAID, ...life },
    place: PLACE,
    definition: { place: PLACE, fields: [], own: 0, incomplete: false },
  }
}

/** The same with bodies that are tried where it is sold out: each lays these fields over its own. */
export function withFallback(spec: InstanceSpec, ...laid: readonly CreateBody[]): InstanceSpec {
  const rungs = laid.map((fields): InstanceSpec => {
    const body = { ...spec.body, ...fields }
    return { ...spec, body, digest: digestOf(body) }
  })
  return { ...spec, fallback: rungs }
}

const UNSAID: Life = {
  protect: undefined,
  desiredStatus: undefined,
  replaceBy: undefined,
  paidUntil: undefined,
  expires: undefined,
}

const PLACE: Location = { file: FILE, pointer: '/instances/0', span: { start: 0, end: 9 } }

const BODY = {
  kind: 'gpu',
  productId: '4090.18c.60g',
  gpuNum: 1,
  rootfsSize: 60,
  imageUrl: 'pytorch:2.7',
} as const

/** What the account would say of an instance made from such a spec. */
export function anInstance(
  id: string,
  name: string,
  fields: Partial<RemoteInstance> = {},
): RemoteInstance {
  return {
    id: id as InstanceId,
    name,
    status: 'running',
    statusError: undefined,
    spotStatus: undefined,
    kind: 'gpu',
    productId: '4090.18c.60g',
    productName: 'RTX 4090 24GB',
    clusterId: 'cn-south-1',
    gpuNum: 1,
    rootfsSize: 60,
    imageUrl: 'pytorch:2.7',
    imageAuthId: undefined,
    command: undefined,
    entrypoint: undefined,
    billingMode: undefined,
    ports: [],
    envs: [],
    networkStorages: [],
    networkId: undefined,
    createdAt: undefined,
    endsAt: undefined,
    spotReclaimAt: undefined,
    ...fields,
  }
}

export const owned = (id: string, spec: InstanceSpec): OwnedInstance => ({
  id: id as InstanceId,
  since: '2026-11-01T10:00:00.000Z',
  how: 'answered',
  digest: spec.digest,
  spec: mask(spec.body),
  hourly: undefined,
  supersededBy: undefined,
  protect: false,
  open: undefined,
})

export const openAttempt = (spec: InstanceSpec, seen?: readonly string[]): OpenAttempt => ({
  attempt: 'a1' as AttemptId,
  since: '2026-11-01T10:00:00.000Z',
  digest: spec.digest,
  spec: mask(spec.body),
  name: spec.name,
  seen: seen as readonly InstanceId[] | undefined,
  reason: undefined,
  refused: false,
  until: undefined,
  marker: undefined,
  skewMs: undefined,
  limitMs: undefined,
  settleMs: undefined,
})

/** A state of these entries. */
export const aState = (...entries: readonly EntryState[]): State => ({
  entries: new Map(entries.map((entry) => [entry.key, entry])),
  departed: new Map(),
})

export const entryOf = (
  spec: InstanceSpec,
  instances: readonly OwnedInstance[],
  open: readonly OpenAttempt[] = [],
): EntryState => ({ key: spec.key, name: spec.name, file: undefined, instances, open })

export const aCreation = (name: string | undefined, fields: CreateBody = {}): CreateAction => {
  const spec = aSpec(name, fields)
  return {
    kind: 'create',
    key: spec.key,
    name,
    spec,
    reason: { code: 'not-in-ledger', seen: 'complete' },
    presence: 'absent',
  }
}
