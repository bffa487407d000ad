import type { RemoteInstance } from '../../../api/remote.ts'
import type { OwnedInstance } from '../../../ledger/state.ts'
import { unreachable } from '../../../model/unreachable.ts'
import type { Action } from '../../../plan/action.ts'
import { appliedDrift } from '../../../plan/decide/applied-drift.ts'
import { explainTogether } from '../reasons/explain-together.ts'

/**
 * What an action says but for names, ids, times and amounts: neighbours that say the same can be one line. `undefined` for
 * what a reader has to see by itself, and for creates, which are compared by their bodies.
 */
export function saying(action: Action): string | undefined {
  const { kind, name, reason } = action
  if (explainTogether(reason.code) === undefined) return undefined
  const facts = factsOf(action)
  return facts && JSON.stringify([kind, reason.code, name === undefined, ...facts])
}

type Fact = string | number | boolean | undefined

function factsOf(action: Action): readonly Fact[] | undefined {
  switch (action.kind) {
    case 'no-op':
      return action.drift.length === 0 ? [] : undefined
    case 'change':
      return action.changes.length + action.drift.length > 0
        ? undefined
        : [
            action.remote?.status,
            action.remote?.keepDataDays,
            action.spec.place.file.path,
            ...action.steps.map((step) => step.because),
          ]
    case 'destroy':
      return appliedDrift(action.owned, action.remote).length > 0
        ? undefined
        : [action.because, action.spec?.place.file.path, ...instanceFacts(action)]
    case 'blocked':
    case 'expired':
      return [action.spec?.place.file.path, ...instanceFacts(action)]
    case 'orphan':
      return action.instances.flatMap(instanceFacts)
    case 'create':
    case 'recreate':
    case 'replace':
    case 'exists':
    case 'failed':
    case 'in-doubt':
    case 'conflict':
      return undefined
    default:
      return unreachable(action)
  }
}

const instanceFacts = ({
  owned,
  remote,
}: {
  readonly owned: OwnedInstance | undefined
  readonly remote: RemoteInstance | undefined
}): readonly Fact[] => [owned?.how, owned?.protect, remote?.status, remote?.billingMode]
