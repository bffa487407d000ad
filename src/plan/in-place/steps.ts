import { phaseOf } from '../../api/instance-phase.ts'
import type { RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OperationCause } from '../../ledger/operation.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { reveal } from '../../model/secret.ts'
import { type FieldName, isFieldName } from '../../schema/fields.generated.ts'
import type { DiskStep, PortsStep, Step, UpgradeStep } from '../action.ts'
import type { Change, ChangeWay } from '../change.ts'
import type { ApplyGoal } from '../decide/goal.ts'
import { hasInlineLogin, ownPorts, portsIn, toolPorts } from '../difference.ts'
import type { BlockedReason } from '../reasons/action-reason.ts'
import { isAlreadyThere } from './already-there.ts'
import { autoRenewStep, renewStep, subscribeStep } from './pay-steps.ts'
import { foreignEnvs, untoldSettings } from './upgrade-body.ts'

/** What can be done in place about the differences of an entry, or why that is not possible as things are. */
export type StepsFound =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'blocked'; readonly reason: BlockedReason }

export interface Differing {
  readonly spec: InstanceSpec
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance
  readonly changes: readonly Change[]
  /** Whether it is started in the same run. */
  readonly isStarted: boolean
}

/**
 * The steps of a definition, in the order of a run. None where a difference takes a new instance: then all of them are made
 * true by that one.
 */
export function stepsFor(differing: Differing, goal: ApplyGoal): StepsFound {
  const { remote, changes } = differing
  const ways = new Set<ChangeWay>(changes.map(({ takes }) => takes))
  if (ways.has('replace')) return { kind: 'steps', steps: [] }
  const touches = ways.has('edit') || ways.has('upgrade')
  if (touches && phaseOf(remote) === 'moving') return blocked(notRunning(remote))
  const steps: Step[] = []
  for (const find of [portsStep, diskStep, upgradeStep, subscribeStep, renewStep, autoRenewStep]) {
    const found = find(differing, goal)
    if (found === undefined) continue
    if ('code' in found) return blocked(found)
    steps.push(found)
  }
  return { kind: 'steps', steps }
}

const blocked = (reason: BlockedReason): StepsFound => ({ kind: 'blocked', reason })

const notRunning = ({ id, status }: RemoteInstance): BlockedReason => ({
  code: 'not-running',
  id,
  status,
})

/** Whose wish the change of these fields is: the definition's where it changed at all. */
const causeOf = (changes: readonly Change[]): OperationCause =>
  changes.every(({ isDrift }) => isDrift === true) ? 'drift' : 'definition'

const ofField = (changes: readonly Change[], name: FieldName): readonly Change[] =>
  changes.filter(({ field }) => field === name)

function portsStep({ spec, remote, changes }: Differing): PortsStep | BlockedReason | undefined {
  const changed = ofField(changes, 'ports')
  if (changed.length === 0) return undefined
  if (remote.ports === undefined) return { code: 'not-shown', id: remote.id, field: 'ports' }
  const to = portsIn(String(reveal(spec.body.ports ?? '')))
  const from = ownPorts(remote.ports, to, toolPorts(spec.body))
  return { operation: 'edit-ports', from, to, because: causeOf(changed) }
}

function diskStep({ spec, remote, changes }: Differing): DiskStep | BlockedReason | undefined {
  const changed = ofField(changes, 'rootfsSize')
  if (changed.length === 0) return undefined
  const { id, rootfsSize: from } = remote
  if (from === undefined || remote.ports === undefined) {
    return { code: 'not-shown', id, field: from === undefined ? 'rootfsSize' : 'ports' }
  }
  const to = Number(reveal(spec.body.rootfsSize ?? 0))
  if (from > to) return { code: 'disk-larger', id, size: from }
  return { operation: 'grow-disk', from, to, because: causeOf(changed) }
}

function upgradeStep(
  { spec, owned, remote, changes, isStarted }: Differing,
  { dropsForeignEnvs }: ApplyGoal,
): UpgradeStep | BlockedReason | undefined {
  const changed = changes.filter(({ takes }) => takes === 'upgrade')
  if (changed.length === 0) return undefined
  const { id, envs } = remote
  const fields = changed.map(({ field }) => field).filter(isFieldName)
  const because = causeOf(changed)
  if (isAlreadyThere({ body: spec.body, owned, instance: remote }, fields)) {
    return { operation: 'upgrade', fields, drops: [], isThere: true, because }
  }
  if (hasInlineLogin(spec.body)) return { code: 'inline-credential', id }
  if (phaseOf(remote) !== 'running' && !isStarted) return notRunning(remote)
  if (envs === undefined && !dropsForeignEnvs) return { code: 'not-shown', id, field: 'envs' }
  if (remote.networkStorages === undefined && spec.body.networkStorages === undefined) {
    return { code: 'not-shown', id, field: 'networkStorages' }
  }
  const names = foreignEnvs({ body: spec.body, owned, instance: remote })
  if (names.length > 0 && !dropsForeignEnvs) return { code: 'foreign-envs', id, names }
  const { lostReset: lostBefore } = owned
  const again = lostBefore === undefined ? {} : { lostBefore }
  const untold = untoldSettings({ body: spec.body, owned, instance: remote })
  const emptied = untold.length === 0 ? {} : { untold }
  return { operation: 'upgrade', fields, drops: names, ...emptied, ...again, because }
}
