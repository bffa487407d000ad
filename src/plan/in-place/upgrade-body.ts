import type { RemoteInstance } from '../../api/remote.ts'
import { envsIn, toBody } from '../../definitions/create-body.ts'
import type { CreateBody } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { Secret, type WithSecrets } from '../../model/secret.ts'
import { MARKER_KEY, markerIn } from '../marker.ts'

/**
 * The body of an upgrade, without the id: the whole set, since the service takes whatever it lacks for empty. API facts
 * §3.2. `save` keeps the data of the instance.
 */
export type UpgradeBody = {
  readonly imageUrl: WithSecrets
  readonly imageAuthId?: WithSecrets
  readonly envs: readonly { readonly key: string; readonly value: string | Secret }[]
  readonly command: WithSecrets
  readonly entrypoint: WithSecrets
  readonly save: true
  readonly networkVolume: {
    readonly volumeMounts: readonly {
      readonly type: 'network'
      readonly id: WithSecrets
      readonly mountPath: WithSecrets
    }[]
  }
}

/** What an upgrade is made of: the definition, what was applied before, and the instance as it is. */
export interface UpgradeParts {
  readonly body: CreateBody
  readonly owned: Pick<OwnedInstance, 'spec' | 'marker'>
  readonly instance: RemoteInstance
}

/**
 * What the definition says; where it says nothing, and what was applied said nothing either, what the instance has. Its
 * marker is carried on.
 */
export function upgradeBody({ body, owned, instance }: UpgradeParts): UpgradeBody {
  const before = toBody(owned.spec)
  const text = (field: 'command' | 'entrypoint' | 'imageAuthId'): WithSecrets =>
    body[field] ?? (before[field] === undefined ? kept(instance[field]) : '')
  const imageAuthId = text('imageAuthId')
  return {
    imageUrl: body.imageUrl ?? kept(instance.imageUrl),
    ...(imageAuthId === '' ? {} : { imageAuthId }),
    envs: [...envsIn(body), ...markerEnv(body, owned, instance)],
    command: text('command'),
    entrypoint: text('entrypoint'),
    save: true,
    networkVolume: { volumeMounts: mountsOf(body, before, instance) },
  }
}

/** The variables that an instance has and nothing of ours gave it: an upgrade drops what it does not name. */
export function foreignEnvs({ body, owned, instance }: UpgradeParts): readonly string[] {
  const ours = new Set([...envsIn(body), ...envsIn(toBody(owned.spec))].map(({ key }) => key))
  return (instance.envs ?? [])
    .map(({ key }) => key)
    .filter((key) => key !== MARKER_KEY && !ours.has(key))
    .toSorted()
}

/** The text of an instance that no file speaks of may be a secret of somebody. */
const kept = (text: string | Secret | undefined): WithSecrets =>
  text instanceof Secret ? text : text === undefined ? '' : new Secret(text, '(secret)')

/** As the account shows it; where it shows no variables, as the ledger knows it. */
function markerEnv(
  body: CreateBody,
  { marker }: UpgradeParts['owned'],
  instance: RemoteInstance,
): UpgradeBody['envs'] {
  const value = instance.envs === undefined ? marker : markerIn(instance)
  const isNamed = envsIn(body).some(({ key }) => key === MARKER_KEY)
  return value === undefined || isNamed ? [] : [{ key: MARKER_KEY, value }]
}

function mountsOf(
  { networkStorages }: CreateBody,
  before: CreateBody,
  instance: RemoteInstance,
): UpgradeBody['networkVolume']['volumeMounts'] {
  if (networkStorages === undefined && before.networkStorages === undefined) {
    return (instance.networkStorages ?? []).map(({ id, mountPoint }) => ({
      type: 'network',
      id,
      mountPath: mountPoint,
    }))
  }
  const wanted = (networkStorages ?? []) as readonly {
    readonly Id: WithSecrets
    readonly mountPoint: WithSecrets
  }[]
  return wanted.map(({ Id, mountPoint }) => ({ type: 'network', id: Id, mountPath: mountPoint }))
}
