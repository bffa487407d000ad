import { describe, expect, it } from 'vitest'
import { possibleText } from '../../../../../src/output/text/plan/candidate-text.ts'
import type { Objection } from '../../../../../src/plan/reasons/match-reason.ts'
import { anInstance } from '../../../../support/builders.ts'

const candidate = (against: readonly Objection[]) => ({
  instance: anInstance('i-7', ''),
  verdict: 'untold' as const,
  marked: false,
  against,
})

describe('what an attempt may have made', () => {
  it('is not said to carry a name where the entry has none', () => {
    const text = possibleText([candidate([{ code: 'may-be-older' }])], { name: undefined })
    expect(text).toBe(
      'i-7 came since then, but what was there before the attempt is not known, so it may have been there already',
    )
    expect(possibleText([candidate([])], { name: undefined })).toBe('i-7 came since then')
  })

  it('is told with the name that it shares', () => {
    expect(possibleText([candidate([])], { name: 'a' })).toBe('i-7 carries this name since then')
    const text = possibleText([candidate([{ code: 'creation-time-unknown' }])], { name: 'a' })
    expect(text).toBe('i-7 carries this name, but the service does not say when it was made')
  })
})
