import { explainRefusal } from '../../api/responses/refusal.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { FleetApplied } from '../../operations/apply-fleet.ts'
import { explainReason } from '../../output/text/reasons/explain-reason.ts'

/** So many runs may leave an instance before it is tried less often, and after that, in milliseconds, how long not. */
export const QUICK_RUNS = 5
export const SLOW_PAUSE_MS = 300_000

/** How often a watch tries to destroy what its runs leave. */
export interface ReapPace {
  readonly isDue: (id: InstanceId) => boolean
  /** A run was about it, and left it. Gives whether it is tried less often from now on. */
  readonly leave: (id: InstanceId) => boolean
}

/** `elapsed`: milliseconds on a clock that only runs forward. */
export function reapPace(elapsed: () => number): ReapPace {
  const left = new Map<InstanceId, { readonly runs: number; readonly at: number }>()
  return {
    isDue(id) {
      const { runs, at } = left.get(id) ?? { runs: 0, at: 0 }
      return runs < QUICK_RUNS || elapsed() - at >= SLOW_PAUSE_MS
    },
    leave(id) {
      const runs = (left.get(id)?.runs ?? 0) + 1
      left.set(id, { runs, at: elapsed() })
      return runs === QUICK_RUNS
    },
  }
}

/** What a run was about and left, each with why: what the service refused to delete, and what the run may not end. */
export const leftBy = ({
  result,
  left,
}: Pick<FleetApplied, 'result' | 'left'>): ReadonlyMap<InstanceId, string> =>
  new Map([
    ...result.rejected.flatMap((each): [InstanceId, string][] =>
      each.operation === 'delete' ? [[each.action.owned.id, explainRefusal(each.refusal)]] : [],
    ),
    ...left.flatMap((action): [InstanceId, string][] =>
      action.kind === 'blocked' && action.owned !== undefined
        ? [[action.owned.id, explainReason(action.reason)]]
        : [],
    ),
  ])
