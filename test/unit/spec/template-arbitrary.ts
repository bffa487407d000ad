import fc from 'fast-check'
import type { Part, Reference } from '../../../src/definitions/interpolation/template.ts'

export const NAMES = ['A', 'B', 'C', '_d', 'E1'] as const

const FORMS = [':-', '-', ':?', '?', ':+', '+'] as const satisfies readonly Reference['form'][]

/** Parts of a well-formed template. Texts are such that they mean themselves wherever they stand. */
export const template: fc.Arbitrary<readonly Part[]> = fc.letrec<{
  parts: readonly Part[]
  part: Part
}>((tie) => ({
  parts: fc.array(tie('part'), { maxLength: 4, depthIdentifier: 'template' }),
  part: fc.oneof(
    { depthIdentifier: 'template', depthSize: 'small' },
    fc
      .constantFrom('', ' ', '/x', '😀', '{"j":{}}', '-', ':?', '\n', '$ ', '$/')
      .map((text): Part => ({ kind: 'text', text })),
    fc.constant<Part>({ kind: 'dollar' }),
    fc
      .record({ name: fc.constantFrom(...NAMES), form: fc.constantFrom('bare', 'braced') })
      .map(({ name, form }) => reference(name, form === 'bare' ? 'bare' : 'braced', [])),
    fc
      .record({
        name: fc.constantFrom(...NAMES),
        form: fc.constantFrom(...FORMS),
        word: tie('parts'),
      })
      .map(({ name, form, word }) => reference(name, form, word)),
  ),
})).parts

const reference = (name: string, form: Reference['form'], word: readonly Part[]): Part => ({
  kind: 'reference',
  name,
  form,
  word,
  from: 0,
  to: 0,
})
