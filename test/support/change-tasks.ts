import type { ChangeTask } from '../../src/apply/event.ts'
import type { InstanceSpec } from '../../src/definitions/instance-spec.ts'
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
      steps: [{ operation, from, to: to as 'running' | 'stopped', because: 'command' }],
      drift: [],
      unchecked: [],
    },
  }
}
