import type { InstanceDetails } from '../../api/remote.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { FieldInAccount } from '../../plan/change.ts'
import { ownPorts } from '../../plan/difference.ts'
import { diskByOthers, endByOthers, settingsByOthers } from '../../plan/in-place/by-others.ts'
import type { Target } from './change-target.ts'
import type { View } from './sight.ts'

/** What the account has where an instance is neither as it was nor as a change was to make it; nothing for any other view. */
export function othersIn(target: Target, { sight, progress }: View): readonly FieldInAccount[] {
  return progress === 'other' && sight.kind === 'seen' ? accountOf(target, sight.instance) : []
}

function accountOf(target: Target, instance: InstanceDetails): readonly FieldInAccount[] {
  switch (target.operation) {
    case 'edit-ports': {
      const { to = [], tools, isSecret } = target
      const own = ownPorts(instance.ports ?? [], to, tools)
      return isSecret ? [] : [{ field: 'ports', account: own }]
    }
    case 'grow-disk':
      return diskByOthers(instance)
    case 'upgrade':
      return settingsByOthers(target, instance)
    case 'subscribe':
      return [{ field: 'billingMode', account: instance.billingMode }]
    case 'renew':
      return endByOthers(instance)
    case 'start':
    case 'stop':
    case 'delete':
    case 'auto-renew':
      return []
    default:
      return unreachable(target)
  }
}
