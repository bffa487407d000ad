import type { WirePort } from '../../api/client.ts'
import type { InstanceDetails } from '../../api/remote.ts'
import { unreachable } from '../../model/unreachable.ts'
import { isOfService, shownPorts } from '../../plan/difference.ts'
import { markedUpgrade } from '../../plan/in-place/upgrade-body.ts'
import type { LimitSet } from '../../schema/limit-sets.ts'
import type { ChangeTask } from '../event.ts'
import type { ChangeCall } from '../ports.ts'
import { keptPorts } from './change-target.ts'
import { idOf } from './open-change.ts'

/**
 * What a change sends about an instance as it was seen; `undefined` where it was not, or does not show what the call has to
 * repeat. `limits`: how many variables the marker of an upgrade has to fit into.
 */
export function callFor(
  task: ChangeTask,
  instance: InstanceDetails | undefined,
  limits?: LimitSet,
): ChangeCall | undefined {
  const id = idOf(task)
  switch (task.operation) {
    case 'delete':
    case 'start':
    case 'stop':
      return { operation: task.operation, id }
    case 'edit-ports': {
      const ports = [...task.step.to, ...keptPorts(task, instance)]
      return { operation: task.operation, id, ports: toWirePorts(ports) }
    }
    case 'grow-disk': {
      const { from, to } = task.step
      if (instance?.ports === undefined) return undefined
      const ports = shownPorts(instance.ports)
      return { operation: task.operation, id, by: to - from, ports: toWirePorts(ports) }
    }
    case 'upgrade': {
      if (instance === undefined) return undefined
      const { spec, owned } = task.action
      const body = markedUpgrade({ body: spec.body, owned, instance }, limits)
      return { operation: task.operation, id, body }
    }
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

/** What the service opened for itself is left to it: it takes no such port. */
const toWirePorts = (ports: readonly string[]): readonly WirePort[] =>
  ports.filter((port) => !isOfService(port)).map(toWirePort)

function toWirePort(text: string): WirePort {
  const [port = '', type = ''] = text.split('/')
  return { port: Number(port), type }
}
