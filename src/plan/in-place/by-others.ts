import { phaseOf } from '../../api/instance-phase.ts'
import { type RemoteInstance, shownField } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OpenOperation } from '../../ledger/state.ts'
import type { Json } from '../../model/secret.ts'
import type { FieldInAccount } from '../change.ts'
import { MASKED, UNSET } from '../difference.ts'
import {
  missingSettings,
  type SettingsChange,
  settingsIn,
  whichSettings,
} from './container-settings.ts'
import { changeInLedger } from './kept-settings.ts'
import { renewalSeen } from './renewal-seen.ts'

/**
 * What the account has where a change without an outcome stays open because an instance is neither as it was nor as it was
 * to be: somebody else changed it. Nothing for any other. `entry`: the definition of this run, for what the ledger may not
 * keep.
 */
export function openByOthers(
  open: OpenOperation,
  instance: RemoteInstance | undefined,
  entry: InstanceSpec | undefined,
): readonly FieldInAccount[] {
  if (instance === undefined) return []
  const { operation, from, to } = open
  switch (operation) {
    case 'grow-disk': {
      const { rootfsSize: account } = instance
      if (account === from.rootfsSize || account === to.rootfsSize) return []
      return diskByOthers(instance)
    }
    case 'upgrade':
      return settingsByOthers(changeInLedger(open, entry), instance)
    case 'renew': {
      const { endsAt } = instance
      const renewal = { from: from.endsAt ?? 0, months: to.months ?? 0 }
      if (endsAt === undefined || renewalSeen(renewal, endsAt) !== 'other') return []
      return endByOthers(instance)
    }
    default:
      return []
  }
}

export const diskByOthers = ({ rootfsSize: account }: RemoteInstance): readonly FieldInAccount[] =>
  account === undefined ? [] : [{ field: 'rootfsSize', account }]

export const endByOthers = ({ endsAt }: RemoteInstance): readonly FieldInAccount[] =>
  endsAt === undefined ? [] : [{ field: 'endTime', account: new Date(endsAt * 1000).toISOString() }]

/** The settings of a container that are not as they were to be; of a command and of a variable no more than that. */
export function settingsByOthers(
  change: SettingsChange,
  instance: RemoteInstance,
): readonly FieldInAccount[] {
  const now = settingsIn(instance)
  if (phaseOf(instance) !== 'running' || whichSettings(now, change) !== 'neither') return []
  const { strings, variables } = missingSettings(now, change)
  const envs = variables.map((key) => ({ key, value: now.envs?.has(key) ? MASKED : UNSET }))
  return [
    ...strings.map((field) => ({ field, account: shownIn(instance, field) })),
    ...(envs.length === 0 ? [] : [{ field: 'envs', account: envs }]),
  ]
}

function shownIn(instance: RemoteInstance, field: string): Json {
  switch (field) {
    case 'imageUrl':
    case 'imageAuthId':
      return shownField(instance, field) ?? ''
    case 'networkStorages':
      return (
        instance.concealed?.networkStorages ??
        (instance.networkStorages ?? []).map(({ id, mountPoint }) => `${id} at ${mountPoint}`)
      )
    default:
      return MASKED
  }
}
