import type { WirePort } from '../../api/client.ts'
import type { InstanceDetails } from '../../api/remote.ts'
import { reveal } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { ownPorts, portsIn, toolPorts } from '../../plan/difference.ts'
import type { ChangeTask } from '../event.ts'
import type { ChangeCall } from '../ports.ts'
import { bodyOf } from './change-target.ts'
import { idOf } from './open-change.ts'

/**
 * What a change sends about an instance as it was seen; `undefined` where it was not, or does not show what the call has to
 * repeat.
 */
export function callFor(
  task: ChangeTask,
  instance: InstanceDetails | undefined,
): ChangeCall | undefined {
  const id = idOf(task)
  switch (task.operation) {
    case 'delete':
    case 'start':
    case 'stop':
      return { operation: task.operation, id }
    case 'edit-ports':
      return { operation: task.operation, id, ports: task.step.to.map(toWirePort) }
    case 'grow-disk': {
      const { from, to } = task.step
      const ports = instance?.ports
      if (ports === undefined) return undefined
      const { body } = task.action.spec
      const own = ownPorts(ports, portsIn(String(reveal(body.ports ?? ''))), toolPorts(body))
      return { operation: task.operation, id, by: to - from, ports: own.map(toWirePort) }
    }
    case 'upgrade':
      return instance && { operation: task.operation, id, body: bodyOf(task, instance) }
    case 'subscribe':
    case 'renew':
      return { operation: task.operation, id, months: task.step.months }
    case 'auto-renew': {
      const { to: autoRenew, months } = task.step
      const renewal = { autoRenew, ...(months === undefined ? {} : { autoRenewMonth: months }) }
      return { operation: task.operation, id, renewal }
    }
    default:
      return unreachable(task)
  }
}

function toWirePort(text: string): WirePort {
  const [port = '', type = ''] = text.split('/')
  return { port: Number(port), type }
}
