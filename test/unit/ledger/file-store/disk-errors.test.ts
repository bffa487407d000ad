import { describe, expect, test } from 'vitest'
import { explain } from '../../../../src/ledger/file-store/disk-errors.ts'

/** What the system says of a ledger that may well be there, with all that it knows. */
const BEHIND_WHICH_A_LEDGER_MAY_BE = [
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'ESTALE',
  'EMFILE',
  'ENFILE',
  'EBUSY',
] as const

describe('explain', () => {
  test.each(BEHIND_WHICH_A_LEDGER_MAY_BE)(
    'never sends a person from a ledger that cannot be written to an empty one: %s',
    (code) => {
      const error = explain('write the ledger x', Object.assign(new Error(), { code }))
      expect(error).toMatchObject({ ending: 'ledger', hint: expect.any(String) })
      const { hint } = error as { hint: string }
      expect(hint).not.toMatch(/--ledger|another (?:file|folder)|begun|delete/)
    },
  )

  test('says what another ledger would mean where the file system is read-only', () => {
    const error = explain('lock the ledger x', Object.assign(new Error(), { code: 'EROFS' }))
    expect(error).toMatchObject({ hint: expect.stringContaining('created a second time') })
  })
})
