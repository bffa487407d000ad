import { describe, it } from 'vitest'
import { checkLedger } from '../support/check-ledger.ts'

describe('ledger check', () => {
  // Each round of the race is some programs long.
  it('proves that a remote keeps two runs apart, and lets two writers race', async () => {
    await checkLedger('git')
  }, 240_000)
})
