import type { InstanceDetails } from '../../api/remote.ts'
import { toBody } from '../../definitions/create-body.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OpenOperation, OwnedInstance } from '../../ledger/state.ts'
import { Secret } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { otherPorts, shownPorts, toolPorts } from '../../plan/difference.ts'
import {
  type Settings,
  type SettingsChange,
  settingsGiven,
  settingsIn,
} from '../../plan/in-place/container-settings.ts'
import { changeInLedger, readSettings } from '../../plan/in-place/kept-settings.ts'
import { type UpgradeBody, upgradeBody } from '../../plan/in-place/upgrade-body.ts'
import type { ChangeTask } from '../event.ts'

/** By what a look tells that a change is done, or that nothing of it was. `kept`: ports that it is to leave open. */
export type Target =
  | { readonly operation: 'delete' }
  | { readonly operation: 'start' | 'stop' }
  | {
      readonly operation: 'edit-ports'
      /** `undefined` where the ledger may not keep them. */
      readonly from: readonly string[] | undefined
      readonly to: readonly string[] | undefined
      /** Ports that tools open, which no definition names. */
      readonly tools: ReadonlySet<string>
      readonly kept: readonly string[]
      /** A secret gives them: those of the account may be an older value of it. */
      readonly isSecret: boolean
    }
  /** In GB. */
  | {
      readonly operation: 'grow-disk'
      readonly from: number
      readonly to: number
      readonly kept: readonly string[]
    }
  | { readonly operation: 'subscribe' }
  /** Times in Unix seconds. */
  | { readonly operation: 'renew'; readonly from: number; readonly months: number }
  /** Nothing shows it. */
  | { readonly operation: 'auto-renew' }
  | ({ readonly operation: 'upgrade' } & SettingsChange)

/** The target of a task, for an instance as it was seen when the task began; `undefined` where it could not be. */
export function targetOf(task: ChangeTask, seen: InstanceDetails | undefined): Target {
  switch (task.operation) {
    case 'delete':
      return { operation: 'delete' }
    case 'start':
    case 'stop':
      return { operation: task.operation }
    case 'edit-ports': {
      const { from, to } = task.step
      const { body } = task.action.spec
      const isSecret = body.ports instanceof Secret
      const kept = keptPorts(task, seen)
      return { operation: 'edit-ports', from, to, tools: toolPorts(body), kept, isSecret }
    }
    case 'grow-disk': {
      const kept = shownPorts(seen?.ports ?? [])
      return { operation: 'grow-disk', from: task.step.from, to: task.step.to, kept }
    }
    case 'upgrade': {
      if (seen === undefined) return { operation: 'upgrade', from: UNTOLD, to: UNTOLD }
      const to = settingsGiven(bodyOf(task, seen))
      return { operation: 'upgrade', from: plannedFrom(task.action.remote, seen), to }
    }
    case 'subscribe':
      return { operation: 'subscribe' }
    case 'renew':
      return { operation: 'renew', from: task.step.from, months: task.step.months }
    case 'auto-renew':
      return { operation: 'auto-renew' }
    default:
      return unreachable(task)
  }
}

/**
 * The ports that the tools of an instance, and the service, have among those that it shows: the call has the whole set, and no
 * definition names them.
 */
export function keptPorts(
  { action: { spec }, step }: Extract<ChangeTask, { readonly operation: 'edit-ports' }>,
  seen: InstanceDetails | undefined,
): readonly string[] {
  return otherPorts(seen?.ports ?? [], step.to, toolPorts(spec.body))
}

const UNTOLD: Settings = readSettings(undefined)

/** What an upgrade sets, for an instance as it was seen when the task began. */
export const bodyOf = (
  { action: { spec, owned } }: Extract<ChangeTask, { readonly operation: 'upgrade' }>,
  instance: InstanceDetails,
): UpgradeBody => upgradeBody({ body: spec.body, owned, instance })

/** What the plan saw, and where that did not tell, what a look told. */
function plannedFrom(
  planned: Parameters<typeof settingsIn>[0] | undefined,
  seen: InstanceDetails,
): Settings {
  const now = settingsIn(seen)
  if (planned === undefined) return now
  const then = settingsIn(planned)
  return {
    texts: {
      imageUrl: then.texts.imageUrl ?? now.texts.imageUrl,
      imageAuthId: then.texts.imageAuthId ?? now.texts.imageAuthId,
      command: then.texts.command ?? now.texts.command,
      entrypoint: then.texts.entrypoint ?? now.texts.entrypoint,
    },
    envs: then.envs ?? now.envs,
    mounts: then.mounts ?? now.mounts,
  }
}

/**
 * The target of a change that an earlier run sent, as far as the ledger may keep it: a secret is not in it. `entry`: the
 * definition of this run, where there is one, which has the secrets of this run.
 */
export function targetInLedger(
  open: OpenOperation,
  { spec }: Pick<OwnedInstance, 'spec'>,
  entry?: InstanceSpec,
): Target {
  const { operation, from, to } = open
  switch (operation) {
    case 'delete':
      return { operation }
    case 'start':
    case 'stop':
      return { operation }
    case 'edit-ports': {
      const tools = toolPorts(toBody(spec))
      const isSecret = to.ports === undefined
      return { operation, from: from.ports, to: to.ports, tools, kept: [], isSecret }
    }
    case 'grow-disk':
      return { operation, from: from.rootfsSize ?? 0, to: to.rootfsSize ?? 0, kept: [] }
    case 'upgrade':
      return { operation, ...changeInLedger(open, entry) }
    case 'subscribe':
      return { operation }
    case 'renew':
      return { operation, from: from.endsAt ?? 0, months: to.months ?? 0 }
    case 'auto-renew':
      return { operation }
    default:
      return unreachable(operation)
  }
}
