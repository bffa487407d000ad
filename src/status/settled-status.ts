import { phaseOf } from '../api/instance-phase.ts'
import type { StatusReport } from './status-report.ts'

/** Nothing moves any more by itself; what cannot be seen may, so it is not settled. */
export const isSettled = ({ instances }: StatusReport): boolean =>
  instances.every(({ presence }) =>
    presence.kind === 'seen' ? phaseOf(presence.instance) !== 'moving' : presence.kind === 'gone',
  )

/** An attempt without an outcome may have made one more, which nobody saw running. */
export const doesAllRun = ({ instances, doubts }: StatusReport): boolean =>
  instances.length > 0 &&
  doubts.length === 0 &&
  instances.every(
    ({ presence }) => presence.kind === 'seen' && phaseOf(presence.instance) === 'running',
  )
