import { describe, expect, it } from 'vitest'
import type { StopReason } from '../../../../../src/apply/stop-reason.ts'
import type { InstanceId } from '../../../../../src/ledger/record.ts'
import {
  explainReason,
  type Reason,
} from '../../../../../src/output/text/reasons/explain-reason.ts'
import { explainStop } from '../../../../../src/output/text/reasons/explain-stop.ts'
import { REASONS } from '../../../../support/reasons.ts'

/** A part of a sentence, all facts filled in. */
const isWorded = (text: string): boolean =>
  /^[a-z0-9].*[^.]$/i.test(text) && !/undefined|\[object|\n/.test(text)

describe('explainReason', () => {
  it.each(REASONS)('words $code', (reason) => {
    expect(explainReason(reason)).toSatisfy(isWorded)
  })

  it('says of no two codes the same', () => {
    const texts = new Map<string, Reason['code'][]>()
    for (const reason of REASONS) {
      const text = explainReason(reason)
      texts.set(text, [...(texts.get(text) ?? []), reason.code])
    }
    expect([...texts.values()].filter((codes) => codes.length > 1)).toEqual([])
  })

  it('says of no disk that it is paid for where the instance is paid in advance', () => {
    const id = 'i1' as InstanceId
    for (const code of ['as-applied-but-stopped', 'stopped-as-asked'] as const) {
      expect(explainReason({ code, id })).toContain('goes on paying for its disk')
      const paid = explainReason({ code, id, isPaid: true })
      expect(paid).toMatch(/; it is paid in advance, stopped or not$/)
    }
  })

  it('says how the call ended, and then what the account showed', () => {
    const account = { code: 'several-possible', count: 2 } as const
    expect(explainReason({ code: 'outcome-unknown', call: 'HTTP 502', account })).toBe(
      'HTTP 502; 2 instances may be the one',
    )
    expect(explainReason({ code: 'refused-but-shown', answer: 'HTTP 400', account })).toBe(
      'the service refused it (HTTP 400), but the account shows an instance that may be it; 2 instances may be the one',
    )
  })
})

const DOUBT = {
  code: 'outcome-unknown',
  call: 'HTTP 502',
  account: { code: 'nothing-made-so-far' },
} as const

const NOT_RUNNING = { name: 'web', id: 'i1' as InstanceId, status: 'exited (no such image)' }

const STOPS: { readonly [Code in StopReason['why']]: readonly (StopReason & { why: Code })[] } = {
  'fail-fast': [{ why: 'fail-fast' }],
  'not-all-created': [{ why: 'not-all-created' }],
  'not-all-started': [{ why: 'not-all-started' }],
  'not-all-running': [
    { why: 'not-all-running', instances: [NOT_RUNNING], waitedMs: 1000 },
    {
      why: 'not-all-running',
      instances: Array.from({ length: 5 }, () => ({ ...NOT_RUNNING, name: undefined })),
      waitedMs: 1000,
    },
    {
      why: 'not-all-running',
      instances: [{ ...NOT_RUNNING, status: undefined }],
      waitedMs: 1000,
    },
  ],
  'upgrade-not-back': [{ why: 'upgrade-not-back' }],
  'account-refused': [{ why: 'account-refused', cause: 'HTTP 402' }],
  throttled: [{ why: 'throttled', cause: 'HTTP 429' }],
  unreachable: [{ why: 'unreachable', cause: 'the host is down' }],
  'odd-answer': [{ why: 'odd-answer', cause: 'HTTP 302' }],
  ledger: [{ why: 'ledger', cause: 'disk full' }],
  'unknown-outcome': [{ why: 'unknown-outcome', doubt: DOUBT }],
  interrupted: [
    { why: 'interrupted' },
    { why: 'interrupted', cause: 'HTTP 429' },
    { why: 'interrupted', doubt: DOUBT },
  ],
}

describe('explainStop', () => {
  it.each(Object.values(STOPS).flat())('words $why', (stop) => {
    expect(explainStop(stop)).toSatisfy(isWorded)
  })

  it('says of a doubt only how the call ended: what the account showed is said with the entry', () => {
    expect(explainStop({ why: 'unknown-outcome', doubt: DOUBT })).toBe('HTTP 502')
  })
})
