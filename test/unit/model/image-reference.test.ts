import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageFault } from '../../../src/model/image-reference.ts'

const DIGEST = `sha256:${'0f'.repeat(32)}`

describe('imageFault', () => {
  it.each([
    'app',
    'app:latest',
    'team/app',
    'pytorch/pytorch:2.7.1-cuda12.8-cudnn9-devel',
    'image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8',
    'localhost/app',
    'localhost:5000/app:1',
    'Registry.Example.com/team/app',
    '[2001:db8::1]:5000/app',
    '10.0.0.1:5000/a/b/c/d:v1',
    `app@${DIGEST}`,
    `r.example/team/app:1@${DIGEST}`,
    `app@sha512:${'0f'.repeat(64)}`,
    `app@other:${'0f'.repeat(16)}`,
    'r.example:65535/app',
    'a__b/c-d.e--f',
    'app:V1_2.3-RC',
  ])('finds nothing wrong with %s', (text) => {
    expect(imageFault(text)).toBeUndefined()
  })

  it.each([
    ['https://hub.docker.com/r/pytorch/pytorch', 'scheme'],
    ['docker://alpine', 'scheme'],
    ['oci://r.example/app', 'scheme'],
    ['app:', 'empty-tag'],
    ['r.example:5000/app:', 'empty-tag'],
    ['app\n', 'character'],
    [' app', 'character'],
    ['app latest', 'character'],
    ['app\u00a0', 'character'],
    ['“app”', 'character'],
    ['r.example/应用', 'character'],
    ['"app"', 'part'],
    ['Team/App', 'upper-case'],
    ['r.example/Team/app:1', 'upper-case'],
    ['r.example/', 'empty-part'],
    ['/app', 'empty-part'],
    ['team//app', 'empty-part'],
    [':latest', 'empty-part'],
    ['r.example/:latest', 'empty-part'],
    ['@sha256:00', 'digest'],
    [`app@${DIGEST}a`, 'digest'],
    [`app@${DIGEST.toUpperCase().replace('SHA', 'sha')}`, 'digest'],
    [`app@sha512:${'0f'.repeat(24)}`, 'digest'],
    ['0f'.repeat(32), 'part'],
    ['r.example:99999/app', 'part'],
    ['r.example:0/app', 'part'],
    ['app@', 'digest'],
    ['app@latest', 'digest'],
    ['app:-x', 'tag'],
    [`app:${'x'.repeat(129)}`, 'tag'],
    ['app:a:b', 'part'],
    ['_app', 'part'],
    ['app_', 'part'],
    ['a___b', 'part'],
    ['r.example:/app', 'part'],
    ['r.example:port/app', 'part'],
    ['user:secret@r.example/app', 'digest'],
  ])('%j: %s', (text, kind) => {
    expect(imageFault(text)?.kind).toBe(kind)
  })

  it('says what was meant', () => {
    expect(imageFault('HTTPS://r.example/app:1')).toMatchObject({ meant: 'r.example/app:1' })
    expect(imageFault('R.example/Team/App:V1')).toMatchObject({ meant: 'R.example/team/app:V1' })
    expect(imageFault('ab\u3000c')).toEqual({ kind: 'character', at: 2 })
  })

  it('takes what is built by the grammar, and refuses it with any character that it does not have', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}([_-][a-z0-9]{1,4}){0,2}$/)
    const image = fc
      .tuple(
        fc.constantFrom('', 'r.example/', 'localhost/', 'r.example:443/'),
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', ':1', ':Latest', `@${DIGEST}`),
      )
      .map(([host, parts, end]) => `${host}${parts.join('/')}${end}`)
    fc.assert(fc.property(image, (text) => imageFault(text) === undefined))
    fc.assert(
      fc.property(
        image,
        fc.constantFrom(...' \t\n\u00a0\u200b，：“”"\'$\\{}'),
        fc.nat(),
        (text, odd, n) => {
          const at = n % (text.length + 1)
          return imageFault(text.slice(0, at) + odd + text.slice(at)) !== undefined
        },
      ),
    )
  })
})
