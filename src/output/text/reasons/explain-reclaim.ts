import { stateWords } from '../../../api/instance-phase.ts'
import { timeText } from '../../../model/time-text.ts'
import type { FailedReason } from '../../../plan/reasons/action-reason.ts'

/** How a spot instance was taken back, or is about to be, behind its id. */
export function explainReclaim({ isOver, reclaimAt, ...state }: FailedReason): string {
  const at =
    reclaimAt === undefined ? undefined : timeText(new Date(reclaimAt * 1000).toISOString())
  const what = isOver
    ? `was taken back by the platform${at === undefined ? '' : ` at ${at}`}, as a spot instance can be`
    : `is being taken back by the platform${at === undefined ? '' : `, which named ${at} for it`}, as a spot instance can be`
  return `${what}: ${stateWords(state)}`
}
