import { phaseOf } from '../api/instance-phase.ts'
import type { RemoteInstance } from '../api/remote.ts'
import { unreachable } from '../model/unreachable.ts'
import { type Effect, effectOf } from '../pricing/effect.ts'
import { type Executable, isEnding, isExecutable, type Task, tasksOf } from './action.ts'
import type { PricedPlan } from './priced-plan.ts'

/** What one operation of a plan does to the bill. */
export interface TaskEffect {
  readonly task: Task
  readonly effect: Effect
}

type Prices = Pick<PricedPlan, 'costs' | 'money'>

/**
 * What a plan does to the bill, in its order; nothing where it only creates, which has prices of its own. What is gone already,
 * or on its way out, ends without it.
 */
export function effectsIn({
  actions,
  costs,
  money,
}: Pick<PricedPlan, 'actions'> & Prices): readonly TaskEffect[] {
  const tasks = actions
    .filter(isExecutable)
    .filter(isOnBill)
    .flatMap((action) => tasksOf([action]))
  if (tasks.every(({ operation }) => operation === 'create')) return []
  const quotes = new Map(money.quotes.map((quote) => [quote.key, quote]))
  return tasks.map((task) => ({ task, effect: effectOfTask(task) }))

  function effectOfTask(task: Task): Effect {
    switch (task.operation) {
      case 'create':
        return effectOf({ operation: 'create', quote: quotes.get(task.action.key) })
      case 'delete':
      case 'start':
      case 'stop': {
        const { owned, remote } = task.action
        const cost = costs.get(owned.id)
        return effectOf({ operation: task.operation, cost, isStopped: isStopped(remote) })
      }
      default:
        return unreachable(task)
    }
  }
}

const isOnBill = (action: Executable): boolean => action.kind !== 'destroy' || !isEnding(action)

const isStopped = (remote: RemoteInstance | undefined): boolean =>
  remote !== undefined && phaseOf(remote) === 'stopped'
