import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/model/user-error.ts'

describe('what an error says that was not done', () => {
  it('comes before its hint', () => {
    const error = new UserError('no', { nothingDone: 'sent', hint: 'Try again' })
    expect(error).toMatchObject({ nothingDone: 'sent', hint: 'Nothing was sent. Try again' })
    expect(new UserError('no', { nothingDone: 'changed' }).hint).toBe('Nothing was changed.')
    expect(new UserError('no').hint).toBeUndefined()
  })

  it('is added once, whatever the sentences of the error are', () => {
    const error = new UserError('no', { ending: 'ledger', hint: 'There is nothing wasted here' })
    const told = error.withNothingDone('sent')
    expect(told).toMatchObject({
      message: 'no',
      ending: 'ledger',
      hint: 'Nothing was sent. There is nothing wasted here',
    })
    expect(told.withNothingDone('changed')).toBe(told)
  })
})
