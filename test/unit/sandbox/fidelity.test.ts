import { describe, expect, it } from 'vitest'
import { ABOUT_SANDBOX, aboutText } from '../../../src/sandbox/fidelity.ts'

describe('aboutText', () => {
  it('holds every line of the table with its certainty', () => {
    const text = aboutText()
    for (const { does, certainty } of ABOUT_SANDBOX) {
      const line = text.split('\n').find((one) => one.includes(does))
      expect(line).toContain(certainty)
    }
  })

  it('says what is kept of secrets', () => {
    expect(aboutText()).toContain('not reported')
  })
})
