import { BLANK_FIELDS, type BlankField, isTold, type RemoteInstance } from '../../api/remote.ts'
import { envsIn, toBody } from '../../definitions/create-body.ts'
import type { CreateBody } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { Secret, type WithSecrets } from '../../model/secret.ts'
import type { LimitSet } from '../../schema/limit-sets.ts'
import { MARKER_KEY, markerIn, markerObstacle } from '../marker.ts'

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
 * What the definition says; where it says nothing, and what was applied said nothing either, what the instance has. Without
 * the marker, as it is compared and recorded.
 */
export function upgradeBody({ body, owned, instance }: UpgradeParts): UpgradeBody {
  const before = toBody(owned.spec)
  const text = (field: BlankField): WithSecrets =>
    body[field] ?? (before[field] === undefined ? kept(instance[field]) : '')
  const imageAuthId = text('imageAuthId')
  return {
    imageUrl: body.imageUrl ?? kept(instance.imageUrl),
    ...(imageAuthId === '' ? {} : { imageAuthId }),
    envs: envsIn(body),
    command: text('command'),
    entrypoint: text('entrypoint'),
    save: true,
    networkVolume: { volumeMounts: mountsOf(body, before, instance) },
  }
}

/** The body as it is sent: with the marker of the instance, where the definition leaves room for it. */
export function markedUpgrade(parts: UpgradeParts, limits?: LimitSet): UpgradeBody {
  const upgrade = upgradeBody(parts)
  const value = markerOf(parts)
  if (value === undefined || markerObstacle(parts.body, limits) !== undefined) return upgrade
  return { ...upgrade, envs: [...upgrade.envs, { key: MARKER_KEY, value }] }
}

/** As the account shows it; where it shows no variables, as the ledger knows it. */
export const markerOf = ({
  owned,
  instance,
}: Pick<UpgradeParts, 'owned' | 'instance'>): string | undefined =>
  instance.envs === undefined ? owned.marker : markerIn(instance)

/** The settings that an upgrade keeps as the instance has them, and of which nobody told what that is: it empties them. */
export const untoldSettings = ({ body, owned, instance }: UpgradeParts): readonly BlankField[] => {
  const before = toBody(owned.spec)
  return BLANK_FIELDS.filter(
    (field) => body[field] === undefined && before[field] === undefined && !isTold(instance, field),
  )
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
