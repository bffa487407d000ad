import { isAtRest } from '../api/instance-phase.ts'
import type { RemoteInstance } from '../api/remote.ts'
import { unreachable } from '../model/unreachable.ts'
import { type Effect, effectOf, inPlaceOf, inSuccession } from '../pricing/effect.ts'
import { quoteFor } from '../pricing/quote-for.ts'
import { type Raise, raiseOf } from '../pricing/raise.ts'
import {
  chargedStep,
  type Executable,
  isEnding,
  isExecutable,
  type Task,
  tasksOf,
} from './action.ts'
import type { PricedPlan } from './priced-plan.ts'

/** What an action of a plan does to the bill, by its one task or by all the steps of a change. */
export interface ActionEffect {
  readonly tasks: Tasks
  readonly effect: Effect
}

type Tasks = readonly [Task, ...Task[]]

type Prices = Pick<PricedPlan, 'costs' | 'money'>

/**
 * What a plan does to the bill, in its order; nothing where it only creates, which has prices of its own. What is gone already,
 * or on its way out, ends without it.
 */
export function effectsIn({
  actions,
  costs,
  money,
}: Pick<PricedPlan, 'actions'> & Prices): readonly ActionEffect[] {
  const work = actions
    .filter(isExecutable)
    .filter(isOnBill)
    .flatMap((action): readonly Tasks[] => {
      const [first, ...others] = tasksOf([action])
      return first === undefined ? [] : [[first, ...others]]
    })
  if (work.flat().every(({ operation }) => operation === 'create')) return []
  return work.map((tasks) => {
    return { tasks, effect: effectOfTasks(tasks) }
  })

  function effectOfTasks([first, ...others]: Tasks): Effect {
    const [made, ended] = ['create', 'delete'].map((each) =>
      [first, ...others].find(({ operation }) => operation === each),
    )
    return made !== undefined && ended !== undefined
      ? inPlaceOf(effectOfTask(made), effectOfTask(ended))
      : inSuccession([effectOfTask(first), ...others.map(effectOfTask)])
  }

  function effectOfTask(task: Task): Effect {
    switch (task.operation) {
      case 'create':
        return effectOf({ operation: 'create', quote: quoteFor(money, task.action.key) })
      case 'subscribe':
        return chargedStep(task.action) === undefined
          ? effectOf({ operation: 'auto-renew', ...billOf(task.action) })
          : effectOf({ operation: task.operation, ...billOf(task.action) })
      case 'edit-ports':
      case 'grow-disk':
      case 'upgrade':
      case 'renew':
      case 'auto-renew':
      case 'delete':
      case 'start':
      case 'stop':
        return effectOf({ operation: task.operation, ...billOf(task.action) })
      default:
        return unreachable(task)
    }
  }

  function billOf({ key, owned, remote }: Exclude<Task, { operation: 'create' }>['action']) {
    return { cost: costs.get(owned.id), isStopped: isStopped(remote), quote: quoteFor(money, key) }
  }
}

/** What these actions make due for instances that are there, beside what has a quote. */
export const raisesIn = (
  actions: readonly Executable[],
  { costs }: Pick<PricedPlan, 'costs'>,
): readonly Raise[] =>
  actions.flatMap((action) => {
    if (action.kind !== 'change') return []
    const { key, name, owned, spec, steps } = action
    return raiseOf({
      key,
      name,
      maxHourly: spec.maxHourly,
      operations: steps.map(({ operation }) => operation),
      cost: costs.get(owned.id),
    })
  })

const isOnBill = (action: Executable): boolean => action.kind !== 'destroy' || !isEnding(action)

const isStopped = (remote: RemoteInstance | undefined): boolean =>
  remote !== undefined && isAtRest(remote)
