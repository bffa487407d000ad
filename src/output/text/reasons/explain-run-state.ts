import { stateWords } from '../../../api/instance-phase.ts'
import type { ChangeReason } from '../../../plan/reasons/action-reason.ts'

type RunStateReason = Extract<ChangeReason, { readonly status: string }>

/** How an instance runs where it is to run otherwise, for `explainReason`. */
export const explainRunState = ({ code, id, status }: RunStateReason): string =>
  `${id} is ${stateWords({ status, statusError: undefined, spotStatus: undefined })}${WHAT_THEN[code]}`

const WHAT_THEN = {
  'to-start': ' and is to run',
  'to-stop': ' and is to be stopped',
  'to-start-later': ', and can be started only once that is over',
  'to-stop-later': ', and can be stopped only once that is over',
  'stop-under-way': ', on its way to the stop that the file wants, and not seen stopped yet',
  'coming-to-run': ', on its way to run, and is waited for',
  'coming-to-stop': ', on its way to its stop, and is waited for',
} as const satisfies Record<RunStateReason['code'], string>

/** What one costs while it is stopped. It is not nothing, and the API documents no price of it. */
export const stoppedCost = ({ isPaid }: { readonly isPaid?: true }): string =>
  isPaid === true
    ? 'it is paid in advance, stopped or not'
    : 'a stopped instance goes on paying for its disk; how much is not in the price list'
