import { describe, expect, it } from 'vitest'
import { explainFailure } from '../../../src/http/http-failure.ts'

describe('explainFailure', () => {
  it('gives a limit as people say it, whatever was left of the bound', () => {
    const within = (limitMs: number) => explainFailure({ code: 'ANSWER_TIMEOUT', limitMs })
    expect(within(10_000)).toBe('no complete answer within 10 s')
    expect(within(9631.207386000002)).toBe('no complete answer within 9.6 s')
    expect(explainFailure({ code: 'CONNECT_TIMEOUT', limitMs: 800 })).toBe(
      'no connection within 0.8 s',
    )
  })
})
