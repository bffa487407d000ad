import { describe, expect, it } from 'vitest'
import { secretSpans } from '../../../../src/definitions/secrets/secret-spans.ts'
import { documentsOf } from '../../../support/fleet-of.ts'

/** The text with every secret piece as a block. */
function blanked(text: string): string {
  const documents = documentsOf(text)
  const spans = [...secretSpans(documents).values()].flat()
  return spans.reduceRight(
    (shown, { start, end }) => `${shown.slice(0, start)}█${shown.slice(end)}`,
    text,
  )
}

describe('secretSpans', () => {
  it.each([
    ['imageAuth: "u:planted"', 'imageAuth: █'],
    ['imageAuth: "${U}:${P}"', 'imageAuth: "${U}:${P}"'],
    ['imageAuth: "${U}:${P:-planted}"', 'imageAuth: "${U}:${P:-█}"'],
    ['imageAuth: "u:${P}"', 'imageAuth: █'],
    ['imageAuth: 31337', 'imageAuth: █'],
    ['imageAuth: "${P"', 'imageAuth: █'],
    ['imageAuthId: a-1', 'imageAuthId: a-1'],
    ['envs: { HF_TOKEN: planted, MODE: prod }', 'envs: { HF_TOKEN: █, MODE: prod }'],
    ['envs: { URL: "a${P:-planted}b" }', 'envs: { URL: "a${P:-█}b" }'],
    ['envs: [{ key: HF_TOKEN, value: planted }]', 'envs: [{ key: HF_TOKEN, value: █ }]'],
    ['envs: [{ value: planted, key: HF_TOKEN }]', 'envs: [{ value: █, key: HF_TOKEN }]'],
    ['envs: [{ key: "${K}", value: planted }]', 'envs: [{ key: "${K}", value: █ }]'],
    ['envs: [{ key: MODE, value: prod }]', 'envs: [{ key: MODE, value: prod }]'],
    ['command: "run ${K:-planted} ${T:?say it}"', 'command: "run ${K:-█} ${T:?say it}"'],
    ['command: run', 'command: run'],
    ['envs: [HF_TOKEN=planted]', 'envs: [█]'],
    ['env: { HF_TOKEN: planted }', 'env: { HF_TOKEN: █ }'],
    ['imageauth: u:planted', 'imageauth: █'],
    ['registryAuth: { password: planted }', 'registryAuth: { password: █ }'],
    ['imageUrl: "${I:-image}"', 'imageUrl: "${I:-image}"'],
  ])('blanks the secrets of an entry with %s', (written, shown) => {
    expect(blanked(`instances:\n  - ${written}\n`)).toBe(`instances:\n  - ${shown}\n`)
    expect(blanked(`defaults:\n  ${written}\ninstances: []\n`)).toBe(
      `defaults:\n  ${shown}\ninstances: []\n`,
    )
  })

  it('blanks a secret where it was written when it is used through an alias', () => {
    expect(blanked('x-t: &t planted\ninstances:\n  - envs: { HF_TOKEN: *t }\n')).toBe(
      'x-t: &t █\ninstances:\n  - envs: { HF_TOKEN: *t }\n',
    )
  })

  it('blanks inside a quoted text with escapes at the right place', () => {
    expect(blanked('instances:\n  - command: "\\u0041 \\t${K:-pl\\x41nted} z"\n')).toBe(
      'instances:\n  - command: "\\u0041 \\t${K:-█} z"\n',
    )
  })
})
