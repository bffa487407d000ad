import type { ChangeTask } from '../../src/apply/event.ts'
import type { InstanceSpec } from '../../src/definitions/instance-spec.ts'
import type { ReplaceBy } from '../../src/definitions/life.ts'
import type { InstanceId } from '../../src/ledger/record.ts'
import type {
  AutoRenewStep,
  DiskStep,
  PayStep,
  PortsStep,
  RenewStep,
  ReplaceAction,
  SteppedChange,
  SubscribeStep,
  SwitchStep,
  UpgradeStep,
} from '../../src/plan/action.ts'
import { anInstance, aSpec, owned } from './builders.ts'

type Deleting = Extract<ChangeTask, { operation: 'delete' }>
type Switching = Extract<ChangeTask, { operation: 'start' | 'stop' }>

/** The deletion of an instance of ours. `spec`: where a file of the run still has its entry. */
export function aDeletion(name: string, id: string, spec?: InstanceSpec): Deleting {
  const was = aSpec(name)
  return {
    operation: 'delete',
    action: {
      kind: 'destroy',
      operation: 'delete',
      key: was.key,
      name,
      reason: { code: 'destroy-asked', id: id as never },
      because: 'destroy',
      owned: owned(id, was),
      remote: anInstance(id, name),
      spec,
    },
  }
}

/** The start or the stop of an instance of ours. */
export function aSwitch(operation: 'start' | 'stop', name: string, id: string): Switching {
  const spec = aSpec(name)
  const [from, to] = operation === 'start' ? ['exited', 'running'] : ['running', 'stopped']
  const step: SwitchStep = {
    operation,
    from: `${from}`,
    to: to as 'running' | 'stopped',
    because: 'command',
  }
  return {
    operation,
    action: {
      kind: 'change',
      key: spec.key,
      name,
      spec,
      reason: { code: `to-${operation}`, id: id as never, status: from },
      owned: owned(id, spec),
      remote: anInstance(id, name, { status: from }),
      changes: [],
      steps: [step],
      drift: [],
      unchecked: [],
    },
    step,
  }
}

type InPlace = Extract<ChangeTask, { operation: 'edit-ports' | 'grow-disk' | 'upgrade' }>

/** The steps in place of an instance of ours whose file has other ports, a larger disk and another image now. */
export function stepsInPlace(name: string, id: string): readonly [InPlace, InPlace, InPlace] {
  const was = aSpec(name, { ports: '22/tcp' })
  const spec = aSpec(name, { ports: '22/tcp, 80/http', rootfsSize: 100, imageUrl: 'pytorch:2.8' })
  const [because, fields] = ['definition', ['imageUrl']] as const
  const ports: PortsStep = {
    operation: 'edit-ports',
    from: ['22/tcp'],
    to: ['22/tcp', '80/http'],
    because,
  }
  const disk: DiskStep = { operation: 'grow-disk', from: 60, to: 100, because }
  const upgrade: UpgradeStep = { operation: 'upgrade', fields, drops: ['A', 'B'], because }
  const action = {
    kind: 'change',
    key: spec.key,
    name,
    spec,
    reason: { code: 'definition-changed', id: id as never, fields: ['ports'] },
    owned: owned(id, was),
    remote: anInstance(id, name, { ports: [{ port: 22, type: 'tcp' }] as never }),
    changes: [
      { field: 'rootfsSize', from: 60, to: 100, takes: 'edit' },
      { field: 'imageUrl', from: 'pytorch:2.7', to: 'pytorch:2.8', takes: 'upgrade' },
      { field: 'ports', from: '22/tcp', to: '22/tcp, 80/http', takes: 'edit' },
    ],
    steps: [ports, disk, upgrade],
    drift: [],
    unchecked: [],
  } as const satisfies SteppedChange
  return [
    { operation: 'edit-ports', action, step: ports },
    { operation: 'grow-disk', action, step: disk },
    { operation: 'upgrade', action, step: upgrade },
  ]
}

type Payment = Extract<ChangeTask, { operation: 'subscribe' | 'renew' | 'auto-renew' }>

/** When what is renewed is paid until, in Unix seconds: 2027-01-01. */
export const PAID_UNTIL = Date.parse('2027-01-01T00:00:00Z') / 1000

/** What is paid for an instance of ours: months instead of hours, six months more, and each month from then on. */
export function payments(name: string, id: string): readonly [Payment, Payment, Payment] {
  const because = 'definition'
  const spec = aSpec(name, { month: 1, billingMode: 'monthly', autoRenew: true })
  const subscribe: SubscribeStep = {
    operation: 'subscribe',
    months: 1,
    fields: ['month', 'billingMode'],
    because,
  }
  const renew: RenewStep = {
    operation: 'renew',
    months: 6,
    from: PAID_UNTIL,
    to: Date.parse('2027-07-01T00:00:00Z') / 1000,
    because,
  }
  const autoRenew: AutoRenewStep = {
    operation: 'auto-renew',
    to: true,
    months: 1,
    fields: ['autoRenew'],
    because,
  }
  const paying = (step: PayStep) =>
    ({
      kind: 'change',
      key: spec.key,
      name,
      spec,
      reason: { code: 'definition-changed', id: id as never, fields: ['month'] },
      owned: owned(id, aSpec(name)),
      remote: anInstance(id, name, { billingMode: 'onDemand' }),
      changes: [],
      steps: [step],
      drift: [],
      unchecked: [],
    }) as const satisfies SteppedChange
  return [
    { operation: 'subscribe', action: paying(subscribe), step: subscribe },
    { operation: 'renew', action: paying(renew), step: renew },
    { operation: 'auto-renew', action: paying(autoRenew), step: autoRenew },
  ]
}

/** Another instance in the place of one of ours, which has another product by its file now. */
export function aReplacement(name: string, id: string, by: ReplaceBy = 'create-first') {
  const spec = aSpec(name, { gpuNum: 2 })
  return {
    kind: 'replace',
    key: spec.key,
    name,
    spec,
    reason: { code: 'takes-new-instance', id: id as InstanceId, fields: ['gpuNum'] },
    presence: 'absent',
    owned: owned(id, aSpec(name)),
    remote: anInstance(id, name),
    changes: [{ field: 'gpuNum', from: 1, to: 2, takes: 'replace' }],
    drift: [],
    unchecked: [],
    by,
  } as const satisfies ReplaceAction
}

/** The end of one whose replacement is there. */
export function aFinish(name: string, id: string, successor: string): Deleting {
  const { action, operation } = aDeletion(name, id, aSpec(name))
  return {
    operation,
    action: {
      ...action,
      reason: { code: 'replaced', id: id as InstanceId, by: successor as InstanceId },
      because: 'replace',
      replacement: { by: 'create-first', successor: successor as InstanceId },
    },
  }
}
