import type { ChangeTask } from '../../src/apply/event.ts'
import type { InstanceSpec } from '../../src/definitions/instance-spec.ts'
import type {
  DiskStep,
  PortsStep,
  SteppedChange,
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
