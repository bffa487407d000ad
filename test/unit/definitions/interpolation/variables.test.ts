import { describe, expect, it } from 'vitest'
import { variablesOf } from '../../../../src/definitions/interpolation/variables.ts'
import { documentsOf } from '../../../support/fleet-of.ts'

const usesIn = (text: string) =>
  variablesOf(documentsOf(text)).map(({ name, how, field, place }) => {
    const { start, end } = place.span
    return `${name} ${how} ${field} ${place.pointer} «${place.file.text.slice(start, end)}»`
  })

describe('variablesOf', () => {
  it('lists each reference with its field and its place inside the text', () => {
    const text =
      'defaults: { imageUrl: "r/${IMAGE:-app}" }\ninstances:\n  - envs: [{ key: A, value: "x $B ${C:?say}" }]\n'
    expect(usesIn(text)).toEqual([
      'IMAGE defaulted imageUrl /defaults/imageUrl «${IMAGE:-app}»',
      'B required envs[0].value /instances/0/envs/0/value «$B»',
      'C required envs[0].value /instances/0/envs/0/value «${C:?say}»',
    ])
  })

  it('lists a shared text once, and reads files that are wrong elsewhere', () => {
    const text = 'x-a: &a ${A}\ninstances:\n  - { foo: *a, gpuNum: *a }\n  - { name: *a }\n'
    expect(usesIn(text)).toEqual(['A required foo /instances/0/foo «${A}»'])
  })

  it('keeps the order of the file when the defaults stand at its end', () => {
    const text = 'instances:\n  - { name: "${A}" }\ndefaults: { command: "${B}" }\n'
    expect(usesIn(text).map((use) => use[0])).toEqual(['A', 'B'])
  })
})
