import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import {
  bodiesOf,
  findsIn,
  findsWithoutVariables,
  fleetOf,
  type Variables,
  wordsOf,
} from '../../../support/fleet-of.ts'

const expiryIn = (text: string, variables: Variables = {}) =>
  fleetOf(text, variables).specs[0]?.life.expires

const expiryOf = (expires: string, variables: Variables = {}) =>
  expiryIn(exampleFile({ expires }), variables)

const findingOf = (expires: string, variables: Variables = {}) =>
  wordsOf(exampleFile({ expires }), variables)

describe('expires', () => {
  it.each([
    ['8h', 28_800_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1s', 1_000],
    ['90', 90_000],
    ['315360000', 315_360_000_000],
    ['3650d', 315_360_000_000],
  ])('is a duration: %s', (text, ms) => {
    expect(expiryOf(text)).toEqual({ kind: 'after', ms, text })
    expect(expiryOf(`"${text}"`)).toEqual({ kind: 'after', ms, text })
  })

  it.each([
    '2026-12-31T18:00:00Z',
    '2026-12-31t18:00:00z',
    '2026-12-31T18:00Z',
    '2026-12-31T18:00:00.000Z',
    '2026-12-31 18:00:00 UTC',
    '2026-12-31T18:00:00+00:00',
    '2027-01-01T02:00:00+08:00',
    '2027-01-01 2:00:00 +8',
    '2027-01-01T02:00+0800',
    '2026-12-31T14:30-03:30',
    '2027-01-01 02:00 Asia/Shanghai',
    '2026-12-31T13:00 America/New_York',
  ])('is a point in time with its zone: %s', (text) => {
    const expected = { kind: 'at', at: Date.UTC(2026, 11, 31, 18), text }
    expect(expiryOf(text)).toEqual(expected)
    expect(expiryOf(`'${text}'`)).toEqual(expected)
  })

  it('follows the clocks of a zone through the year', () => {
    const at = (text: string) => expiryOf(`${text} Europe/Berlin`)
    expect(at('2026-07-01 12:00')).toMatchObject({ at: Date.UTC(2026, 6, 1, 10) })
    expect(at('2026-12-01 12:00')).toMatchObject({ at: Date.UTC(2026, 11, 1, 11) })
    expect(at('2026-03-29 01:59')).toMatchObject({ at: Date.UTC(2026, 2, 29, 0, 59) })
    expect(at('2026-03-29 03:00')).toMatchObject({ at: Date.UTC(2026, 2, 29, 1) })
  })

  it('is refused where the clocks of a zone never show the time, or show it twice', () => {
    expect(findingOf('2026-03-29 02:30 Europe/Berlin')).toMatch(/, a time that no clock shows \|/)
    expect(findingOf('2026-10-25 02:30 Europe/Berlin')).toMatch(/twice, since .* \| .*`\+01:00`$/)
  })

  it.each(['2026-02-30T10:00Z', '2026-13-01T10:00Z', '2026-12-31T24:00Z', '2026-12-31T10:60Z'])(
    'is refused where no calendar or clock has it: %s',
    (text) => {
      expect(findsIn(exampleFile({ expires: text }))).toEqual([`expires-invalid «${text}»`])
      expect(findingOf(text)).toMatch(
        /, a time that no clock shows \| correct the day or the time$/,
      )
    },
  )

  it('asks for the zone where there is none, and writes the value with it', () => {
    expect(findingOf('2026-12-31T18:00')).toMatch(
      /without its zone \| .*`2026-12-31T18:00Z` is UTC/,
    )
    expect(findingOf('2026-12-31')).toMatch(/without its zone \| .*`2026-12-31T00:00Z` is UTC/)
  })

  it.each([
    ['2026-12-31 18:00 Asia/Shangai', 'did you mean `2026-12-31 18:00 Asia/Shanghai`?'],
    ['2026-12-31 18:00 CST', 'write an offset such as `+08:00`'],
    ['2026-12-31 18:00 +25:00', 'write an offset such as `+08:00`'],
  ])('knows the zones of the world, and no abbreviation: %s', (text, hint) => {
    expect(findingOf(text)).toContain(`, in a time zone that is not known | ${hint}`)
  })

  it.each([
    ['8 hours', 'write `8h`'],
    ['8H', 'write `8h`'],
    ['2w', 'write `14d`'],
    ['1.5h', 'write `1h30m`'],
    ['30min', 'write `30m`'],
    ['30m 1h', 'write `1h30m`'],
    ['tomorrow', 'write a duration such as `8h` or `7d`'],
    ['-8h', 'write a duration such as `8h` or `7d`'],
  ])('is no other word: %s', (text, hint) => {
    expect(findsIn(exampleFile({ expires: text }))).toEqual([`expires-invalid «${text}»`])
    expect(findingOf(text)).toContain(`, which is neither a duration nor a point in time | ${hint}`)
  })

  it('is at least a second, and at most ten years', () => {
    expect(findsIn(exampleFile({ expires: '0' }))).toEqual(['number-too-small «0»'])
    expect(findsIn(exampleFile({ expires: '-5' }))).toEqual(['number-too-small «-5»'])
    expect(findingOf('0h')).toMatch(/, but must be at least 1 second \|/)
    expect(findingOf('"0"')).toMatch(/, but must be at least 1 second \|/)
    expect(findsIn(exampleFile({ expires: '1798740000' }))).toEqual([
      'number-too-large «1798740000»',
    ])
    expect(findingOf('3651d')).toMatch(/, but must be at most 3,650 days \|/)
  })

  it.each(['true', '1.5', '[8h]', '{ after: 8h }', '.inf'])('is no other type: %s', (text) => {
    expect(findsIn(exampleFile({ expires: text }))).toEqual([`wrong-type «${text}»`])
    expect(findingOf(text)).toMatch(/but a string or a whole number .* \| .*`expires: 8h`$/)
  })

  it('comes from defaults, and an empty one takes it away', () => {
    const defaults = 'defaults: { expires: 8h }\n'
    expect(expiryIn(`${defaults}${exampleFile({})}`)).toMatchObject({ ms: 28_800_000 })
    expect(expiryIn(`${defaults}${exampleFile({ expires: '1d' })}`)).toMatchObject({ text: '1d' })
    expect(expiryIn(`${defaults}${exampleFile({ expires: '""' })}`)).toBeUndefined()
    expect(findsIn(`defaults: { expires: soon }\n${exampleFile({})}`)).toEqual([
      'expires-invalid «soon»',
    ])
  })

  it('comes from a variable, whose number is seconds too', () => {
    expect(expiryOf('${TTL}', { TTL: '90' })).toEqual({ kind: 'after', ms: 90_000, text: '90' })
    expect(expiryOf('${HOURS}h', { HOURS: '8' })).toMatchObject({ text: '8h' })
    expect(findingOf('${TTL}', { TTL: 'soon' })).toMatch(/"soon" \(from the variable TTL\)/)
    expect(findsWithoutVariables(exampleFile({ expires: '${TTL}' }))).toEqual([])
  })

  it('causes a warning where a variable is set and empty', () => {
    const text = exampleFile({ expires: '${TTL}' })
    expect(findsIn(text, { TTL: '' })).toEqual(['variable-empty «${TTL}»'])
    expect(expiryIn(text, { TTL: '' })).toBeUndefined()
  })

  it('is shown everywhere, so no secret may be in it', () => {
    const text = exampleFile({ expires: '${MY_TOKEN}' })
    expect(findsIn(text, { MY_TOKEN: '8h' })).toEqual(['secret-in-name «${MY_TOKEN}»'])
  })

  it('is never sent, and no part of the digest', () => {
    for (const body of bodiesOf(exampleFile({ expires: '8h' }))) {
      expect(body).not.toHaveProperty('expires')
    }
    const digests = ['8h', '7d', undefined].map(
      (expires) => fleetOf(exampleFile({ expires })).specs[0]?.digest,
    )
    expect(new Set(digests).size).toBe(1)
  })
})
