import { instancesOf } from '../../api/remote.ts'
import { disownOthers } from '../../apply/disown.ts'
import { type ApplyResult, type Doubt, madeIn } from '../../apply/result.ts'
import { toState } from '../../ledger/state.ts'
import type { ClosingLook } from '../account/closing-audit.ts'
import type { ApplyRun } from './apply-run.ts'

interface Ended {
  readonly result: ApplyResult
  readonly closing: ClosingLook | undefined
}

/** Takes for unknown what this run made by an answer whose id is that of another instance, as the closing look shows. */
export async function giveUpOthers(
  { result, closing }: Ended,
  { ledger, ports, reporter }: ApplyRun,
): Promise<Ended> {
  if (closing === undefined) return { result, closing }
  const instances = instancesOf(closing.remote)
  const disowned = await disownOthers(toState(ledger.records), instances, ports)
  const calls = new Map(disowned.map(({ id, call }) => [id, call]))
  const doubts = madeIn(result).flatMap(({ action, id }): Doubt[] => {
    const call = calls.get(id)
    if (call === undefined) return []
    const account = { code: 'nothing-made-so-far' } as const
    const reason = { code: 'outcome-unknown', call, account } as const
    return [{ operation: 'create', action, reason, candidates: [], requestId: undefined }]
  })
  for (const doubt of doubts) reporter.event({ kind: 'unknown', ...doubt })
  return {
    result: {
      ...result,
      done: result.done.filter((each) => each.operation !== 'create' || !calls.has(each.id)),
      inDoubt: [...result.inDoubt, ...doubts],
    },
    closing: {
      ...closing,
      findings: closing.findings.filter((each) => each.kind !== 'missing' || !calls.has(each.id)),
    },
  }
}
