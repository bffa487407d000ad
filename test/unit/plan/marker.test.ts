import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../src/api/remote.ts'
import type { EntryKey } from '../../../src/definitions/instance-spec.ts'
import { ledgerIdOf, ledgerIdsOf } from '../../../src/ledger/ledger-id.ts'
import type { AttemptId, InstanceId } from '../../../src/ledger/record.ts'
import { Secret } from '../../../src/model/secret.ts'
import { findAmong, matchesFor } from '../../../src/plan/attempt-matches.ts'
import {
  MARKER_KEY,
  markerObstacle,
  markerText,
  markOf,
  parseMarker,
  withMarker,
} from '../../../src/plan/marker.ts'
import { anInstance, aSpec, openAttempt } from '../../support/builders.ts'
import { intent, key, opened } from '../../support/ledger-records.ts'

const SALT = '00112233445566778899aabbccddeeff'
const NONE = new Set<InstanceId>()

describe('markerText', () => {
  it('is read back, and shows neither the name nor the salt', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.stringMatching(/^[0-9a-f]{16}$/),
        (name, tried) => {
          const ledger = ledgerIdOf([opened({ salt: SALT })]) ?? ''
          const text = markerText(ledger, key(name), tried as AttemptId)
          expect(parseMarker(text)).toEqual({ ledger, entry: markOf(key(name)), attempt: tried })
          expect(text).toMatch(/^1\.[0-9a-f]{8}\.[0-9a-f]{8}\.[0-9a-f]{16}$/)
          expect(SALT).not.toContain(ledger)
        },
      ),
    )
  })

  it('gives attempts of any form sixteen digits', () => {
    const text = markerText('01234567', key('web'), 'mine' as AttemptId)
    expect(parseMarker(text)).toBeDefined()
  })
})

describe('ledgerIdOf', () => {
  it('stays what it was when a new key or a merge adds a first line', () => {
    const first = opened({ salt: 'one' })
    const later = opened({ salt: 'two' })
    expect(ledgerIdOf([first, later])).toBe(ledgerIdOf([first]))
    expect(ledgerIdsOf([first, later])).toEqual(new Set([ledgerIdOf([first]), ledgerIdOf([later])]))
    expect(ledgerIdOf([intent()])).toBeUndefined()
  })

  it('is that of the lost ledger where the markers of the account say so', () => {
    const recovered = [opened({ salt: 'one' }), opened({ salt: 'one', ledgerId: 'deadbeef' })]
    expect(ledgerIdOf(recovered)).toBe('deadbeef')
    expect(ledgerIdsOf(recovered)).toContain('deadbeef')
  })
})

describe('markerObstacle', () => {
  const variables = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ key: `V${at}`, value: 'x' }))

  it('lets an entry go without that has no room, or uses the name itself', () => {
    expect(markerObstacle({})).toBeUndefined()
    expect(markerObstacle({ envs: variables(29) })).toBeUndefined()
    expect(markerObstacle({ envs: variables(30) })).toBe('full')
    expect(markerObstacle({ envs: [{ key: MARKER_KEY, value: 'mine' }] })).toBe('own')
  })

  it('adds the one variable behind those of the entry', () => {
    expect(withMarker({ gpuNum: 1, envs: variables(1) }, 'm')).toEqual({
      gpuNum: 1,
      envs: [...variables(1), { key: MARKER_KEY, value: 'm' }],
    })
  })
})

describe('candidates with a marker', () => {
  const spec = aSpec('a')
  const marker = markerText('01234567', spec.key, '0123456789abcdef' as AttemptId)
  const other = markerText('01234567', spec.key, 'fedcba9876543210' as AttemptId)
  const attempt = { ...openAttempt(spec, []), marker }
  const createdAt = Date.parse(attempt.since) / 1000
  const variable = (value: string) => [{ key: MARKER_KEY, value: new Secret(value, '(secret)') }]
  const made = (id: string, fields: Partial<RemoteInstance>) =>
    anInstance(id, 'a', { createdAt, ...fields })
  const found = (...instances: readonly RemoteInstance[]) =>
    findAmong(matchesFor([attempt], instances, NONE))

  it('takes the one with the marker, whatever else has the name', () => {
    const ours = made('9', { envs: variable(marker), name: 'renamed', createdAt: undefined })
    expect(found(made('8', {}), ours, made('7', { envs: undefined }))).toMatchObject({
      kind: 'one',
      instance: { id: '9' },
    })
  })

  it('finds the instance of an entry without a name', () => {
    const unnamed = { ...openAttempt(aSpec(undefined)), marker }
    const ours = anInstance('9', '', { envs: variable(marker) })
    expect(findAmong(matchesFor([unnamed], [ours], NONE))).toMatchObject({ kind: 'one' })
  })

  it('takes none of two with the marker, none seen before, and none of another attempt', () => {
    const envs = variable(marker)
    expect(found(made('8', { envs }), made('9', { envs })).kind).toBe('several')
    const seen = { ...attempt, seen: ['9' as InstanceId] }
    expect(findAmong(matchesFor([seen], [made('9', { envs })], NONE)).kind).toBe('none')
    expect(found(made('9', { envs: variable(other) })).kind).toBe('none')
  })

  it('does not take one without it where variables are shown, however much agrees', () => {
    expect(found(made('9', { envs: [] })).kind).toBe('unproven')
    const shown = made('8', { envs: variable(other), name: 'x' as EntryKey })
    expect(found(made('9', { envs: undefined }), shown).kind).toBe('unproven')
  })

  it('goes by name, time and fields only where no variables are shown at all', () => {
    expect(found(made('9', { envs: undefined })).kind).toBe('one')
    expect(found(made('9', { envs: undefined, gpuNum: 8 })).kind).toBe('unproven')
  })
})
