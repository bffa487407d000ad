import { describe, test } from 'vitest'
import { gitRemote, openIn } from '../../../support/git-remote.ts'
import { STORE_CHECKS } from '../../../support/store-conformance.ts'

describe('a branch', () => {
  test.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      const { clone } = gitRemote()
      return () => openIn(clone)
    }, 2),
  )
})
