import { describe, expect, it } from 'vitest'
import { notAsRecorded } from '../../../../src/plan/decide/same-instance.ts'
import { anInstance, aSpec, owned } from '../../../support/builders.ts'

const spec = aSpec('a')
const recorded = owned('1', spec)
const SINCE = Date.parse(recorded.since) / 1000

const differs = (
  how: 'answered' | 'found' | 'adopted',
  remote: { readonly name?: string; readonly createdAt?: number },
) => isAnother({ ...recorded, how }, 'a', remote)

const isAnother = (
  record: typeof recorded,
  name: string | undefined,
  remote: { readonly name?: string; readonly createdAt?: number },
) => {
  const shown = { ...anInstance('1', 'a'), createdAt: undefined, ...remote }
  const why = notAsRecorded(record, { key: spec.key, name }, shown, new Set())
  return why?.code === 'became-another'
}

describe('notAsRecorded', () => {
  it('goes by the name, however the service spells it', () => {
    expect(differs('answered', {})).toBe(false)
    expect(differs('answered', { name: ' A ' })).toBe(false)
    expect(differs('answered', { name: 'b' })).toBe(true)
    expect(isAnother(recorded, undefined, { name: 'b' })).toBe(false)
  })

  it.each(['answered', 'found', 'adopted'] as const)(
    'knows that none is created long after it was recorded: %s',
    (how) => {
      expect(differs(how, { createdAt: SINCE + 60 })).toBe(false)
      expect(differs(how, { createdAt: SINCE + 2 * 3600 })).toBe(true)
    },
  )

  it('knows when one was created that answered', () => {
    expect(differs('answered', { createdAt: SINCE - 600 })).toBe(false)
    expect(differs('answered', { createdAt: SINCE - 2 * 3600 })).toBe(true)
  })

  it.each(['found', 'adopted'] as const)('may have been created long before: %s', (how) => {
    expect(differs(how, { createdAt: SINCE - 30 * 86_400 })).toBe(false)
  })
})
