import type { StopReason } from '../../apply/stop-reason.ts'
import type { Json } from '../../model/secret.ts'
import { explainReason, type Reason } from '../text/reasons/explain-reason.ts'
import { explainStop } from '../text/reasons/explain-stop.ts'
import { compact, type JsonObject } from './compact.ts'

/** A reason for people and for programs: the sentence, the code, and the facts that go with the code. */
export const reasonJson = (reason: Reason) => ({
  reason: explainReason(reason),
  reasonCode: reason.code,
  reasonArgs: argsOf(reason),
})

/** What the network said, as it is; or a reason of ours with its code. */
export const saidJson = (reason: string | Reason) =>
  typeof reason === 'string' ? { reason } : reasonJson(reason)

/** A reason for programs alone, where the sentence is beside it. JSON has no `undefined`: what has no value is left out. */
export const codeJson = (reason: Reason): Json => JSON.parse(JSON.stringify(reason))

/** The facts of a reason. */
const argsOf = ({ code: _, ...args }: Reason): Json => JSON.parse(JSON.stringify(args))

/** Why a run stopped: `why` is the code. */
export const stopJson = (stop: StopReason): JsonObject =>
  compact({
    why: stop.why,
    reason: explainStop(stop),
    retryAfterMs: stop.why === 'throttled' ? stop.retryAfterMs : undefined,
  })
