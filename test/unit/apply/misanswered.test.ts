import { describe, expect, it } from 'vitest'
import { isMisanswered } from '../../../src/apply/misanswered.ts'
import type { AttemptId } from '../../../src/ledger/record.ts'
import { Secret } from '../../../src/model/secret.ts'
import { MARKER_KEY } from '../../../src/plan/marker.ts'
import { anInstance, aSpec, openAttempt, owned } from '../../support/builders.ts'

const SPEC = aSpec('b')
const MARKER = '1.01234567.01234567.0123456789abcdef'
const OTHER = '1.01234567.89abcdef.fedcba9876543210'
const SINCE = '2026-11-01T10:00:00.000Z'

const ours = {
  ...owned('i-1', SPEC),
  marker: MARKER,
  answered: {
    attempt: 'a1' as AttemptId,
    since: SINCE,
    until: SINCE,
    skewMs: 0,
    limitMs: undefined,
    settleMs: undefined,
  },
}

const marked = (value: string) => ({
  envs: [{ key: MARKER_KEY, value: new Secret(value, '(secret)') }],
})

/** Unix seconds, so long after the attempt began. */
const at = (seconds: number) => Date.parse(SINCE) / 1000 + seconds

const IN_DOUBT = openAttempt(aSpec('a'))

describe('isMisanswered', () => {
  it.each([
    ['it has the marker of another attempt', { name: 'b', ...marked(OTHER) }, true],
    ['it has its own marker, whatever its name', { name: 'a', ...marked(MARKER) }, false],
    [
      'it has a variable of that name that no ppi-apply wrote',
      { name: 'b', ...marked('x') },
      false,
    ],
    ['it has the name of an attempt in doubt', { name: 'a', envs: undefined }, true],
    ['it was renamed', { name: 'c', envs: undefined, createdAt: at(1) }, false],
    [
      'it has another name, and is older than the attempt',
      { name: 'c', createdAt: at(-120) },
      true,
    ],
    [
      'it is older by a clock that is off, and has its name',
      { name: 'b', createdAt: at(-120) },
      false,
    ],
    ['the service spells its name otherwise', { name: ' B', createdAt: at(-120) }, false],
  ])('%s', (_, fields, expected) => {
    const remote = anInstance('i-1', 'b', { envs: [], ...fields })
    expect(isMisanswered({ name: 'b' }, ours, remote, [IN_DOUBT])).toBe(expected)
  })

  it('is never said of what was found or adopted', () => {
    const { answered: _, ...found } = ours
    const remote = anInstance('i-1', 'a', marked(OTHER))
    expect(isMisanswered({ name: 'b' }, found, remote, [IN_DOUBT])).toBe(false)
  })
})
