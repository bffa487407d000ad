import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, fleetOf, wordsOf } from '../../../support/fleet-of.ts'

describe('imageAuth', () => {
  it('is shown as its references or not at all', () => {
    const shown = (imageAuth: string) =>
      bodiesOf(exampleFile({ imageAuth }), { U: 'robot', P: 'planted' })
    expect(shown('robot:planted')).toMatchObject([{ imageAuth: '(secret)' }])
    expect(shown('${U}:${P}')).toMatchObject([{ imageAuth: '${U}:${P}' }])
    expect(shown('"${U}:$P"')).toMatchObject([{ imageAuth: '${U}:${P}' }])
    expect(shown('${U}:${P:-planted}')).toMatchObject([{ imageAuth: '${U}:${P:-…}' }])
    expect(shown('robot:${P}')).toMatchObject([{ imageAuth: '(secret)' }])
  })

  it('keeps its value for the wire', () => {
    const { specs } = fleetOf(exampleFile({ imageAuth: 'robot:${P}' }), { P: 'planted' })
    expect(specs[0]?.body.imageAuth).toHaveProperty('shown', '(secret)')
    const auth = specs[0]?.body.imageAuth as { reveal(): string } | undefined
    expect(auth?.reveal()).toBe('robot:planted')
  })

  it('needs a colon, and the message does not show it', () => {
    expect(findsIn(exampleFile({ imageAuth: 'planted' }))).toEqual([
      'image-auth-malformed «planted»',
    ])
    expect(wordsOf(exampleFile({ imageAuth: 'planted' }))).not.toContain('planted')
    expect(wordsOf(exampleFile({ imageAuth: '${P}' }), { P: 'planted' })).toMatch(
      /from the variable P\) has no colon/,
    )
  })

  it.each([
    ['"robot:"', {}, 'an empty password'],
    ['":planted"', {}, 'an empty username'],
    ['"robot: "', {}, 'an empty password'],
    ['"${U}:${P}"', { U: '', P: '' }, 'an empty username and an empty password'],
    ['"${U}:${P}"', { U: 'robot', P: '' }, 'an empty password'],
    ['"${BOTH}"', { BOTH: ':' }, 'an empty username and an empty password'],
  ])('needs both halves: %s', (imageAuth, variables, words) => {
    const text = exampleFile({ imageAuth })
    expect(wordsOf(text, variables)).toContain(words)
    expect(wordsOf(text, variables)).not.toContain('planted')
    for (const name of Object.keys(variables)) expect(wordsOf(text, variables)).toContain(name)
  })

  it('takes up to 10239 characters, and tells no length', () => {
    const longest = `u:${'p'.repeat(10237)}`
    expect(findsIn(exampleFile({ imageAuth: longest }))).toEqual([])
    expect(findsIn(exampleFile({ imageAuth: `${longest}p` }))).toEqual([
      `text-too-long «${longest}p»`,
    ])
    expect(wordsOf(exampleFile({ imageAuth: `${longest}p` }))).not.toContain('10240')
  })

  it('does not show a number that was written in its place', () => {
    expect(wordsOf(exampleFile({ imageAuth: '31337' }))).toBe(
      '`imageAuth` is a number, but a string is expected | put quotes around it',
    )
  })

  it('shows nothing of a malformed reference, which may be a piece of a password', () => {
    const words = wordsOf(exampleFile({ imageAuth: '"robot:${planted!"' }))
    expect(words).not.toContain('planted')
  })

  it('is not allowed together with imageAuthId; empty means unset', () => {
    const both = (imageAuth: string, imageAuthId: string) =>
      findsIn(exampleFile({ imageAuth, imageAuthId }))
    expect(both('u:p', 'a-1')).toEqual(['image-auth-twice «a-1»'])
    expect(both('""', 'a-1')).toEqual([])
    expect(both('u:p', '""')).toEqual([])
  })
})
