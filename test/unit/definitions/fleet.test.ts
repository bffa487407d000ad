import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toFleet } from '../../../src/definitions/fleet.ts'
import { secretSpans } from '../../../src/definitions/secrets/secret-spans.ts'
import { exampleEntry, exampleFile } from '../../../src/diagnostics/example-file.ts'
import { FIELDS } from '../../../src/schema/fields.generated.ts'
import {
  documentsOf,
  findsIn,
  findsWithoutVariables,
  fleetOf,
  lookupIn,
  wordsOf,
} from '../../support/fleet-of.ts'

const ONE_MISTAKE_A_LINE = `defaults:
  kind: gpu
  regoin: cn-south-1
instances:
  - name: "a\\tb"
    productId: 26
    gpuNum: "2"
    rootfsSize: 5
    imageUrl: ""
    ports: 2222/tcp, 80/https, http/80
    envs: [{ key: 1A, value: x }, { key: B, value: 5 }, { key: B, value: y }]
    imageAuth: planted
    networkStorages: [{ id: x, mountPoint: data }]
    month: -1
    bilingMode: spot
    autoRenew: yes
    command: echo $NOT_SET
    tools: [{ name: Jupyter, port: 8888, type: http }]
`

describe('toFleet', () => {
  it('finds twenty mistakes as twenty findings at the right places, in file order', () => {
    expect(findsIn(ONE_MISTAKE_A_LINE)).toEqual([
      'unknown-key «regoin»',
      'name-control-character «\\t»',
      'unquoted-text «26»',
      'wrong-type «"2"»',
      'root-disk-too-small «5»',
      'text-empty «""»',
      'port-reserved «2222»',
      'port-type-unknown «https»',
      'port-malformed «http/80»',
      'env-key-unusual «1A»',
      'unquoted-text «5»',
      'env-key-duplicate «B»',
      'image-auth-malformed «planted»',
      'unknown-key «id»',
      'mount-point-relative «data»',
      'number-too-small «-1»',
      'unknown-key «bilingMode»',
      'wrong-type «yes»',
      'variable-unset «$NOT_SET»',
      'unquoted-text «8888»',
    ])
  })

  it('gives no specs while anything is wrong, and none without variables', () => {
    const text = `${exampleFile({})}${exampleEntry({ name: 'b', gpuNum: '9' })}`
    expect(fleetOf(text).specs).toEqual([])
    expect(toFleet(documentsOf(exampleFile({})), { noEnv: true }).specs).toEqual([])
    expect(fleetOf(exampleFile({ name: undefined })).specs).toHaveLength(1)
  })

  it('reports a mistake in the defaults once, where it was written', () => {
    const { diagnostics } = fleetOf(
      `defaults: { gpuNum: 9, ports: 2222/tcp, gpuNumm: 1 }\n${exampleFile({ gpuNum: undefined })}${exampleEntry({ name: 'b', gpuNum: undefined })}`,
    )
    expect(diagnostics.map(({ code, place }) => `${code} ${place.pointer}`)).toEqual([
      'number-too-large /defaults/gpuNum',
      'port-reserved /defaults/ports',
      'unknown-key /defaults/gpuNumm',
    ])
  })

  it('reports it also when every entry has a value of its own', () => {
    expect(findsIn(`defaults: { gpuNum: 9 }\n${exampleFile({})}`)).toEqual(['number-too-large «9»'])
  })

  it('reports a mistake in a shared node once', () => {
    const text = `x-p: &p 2222/tcp\n${exampleFile({ ports: '*p' })}${exampleEntry({ name: 'b', ports: '*p' })}`
    expect(findsIn(text)).toEqual(['port-reserved «2222»'])
  })

  it('says that a misspelled default is what is missing, once', () => {
    const text = `defaults: { knid: gpu }\n${exampleFile({ kind: undefined })}${exampleEntry({ name: 'b', kind: undefined })}`
    expect(findsIn(text)).toEqual(['unknown-key «knid»'])
  })

  it('draws no second finding from a field that is wrong or misspelled already', () => {
    const codes = (changes: { [field: string]: string | undefined }) =>
      fleetOf(exampleFile(changes)).diagnostics.map(({ code }) => code)
    expect(codes({ name: undefined, nmae: 'a' })).toEqual(['unknown-key'])
    expect(codes({ name: '5' })).toEqual(['unquoted-text'])
    expect(codes({ month: '"1"', autoRenew: 'true' })).toEqual(['wrong-type'])
    expect(codes({ billingMode: 'Monthly', autoRenew: 'true' })).toEqual(['value-not-allowed'])
    expect(codes({ month: '1', autoRenew: 'yes', autoRenewMonth: '1' })).toEqual(['wrong-type'])
    expect(codes({ billingMode: 'monthly', months: '1' })).toEqual(['unknown-key'])
    expect(codes({ replicas: '-1' })).toEqual(['number-too-small'])
  })

  it('points at a null, a wrong key and a number through merges', () => {
    const text = `x-base: &base { gpuNum: 9, command: ~, foo: 1 }\n${exampleFile({ gpuNum: undefined, '<<': '*base' })}`
    expect(findsIn(text)).toEqual(['number-too-large «9»', 'null-value «~»', 'unknown-key «foo»'])
  })

  it('takes keys that are special in JavaScript for unknown ones', () => {
    const text = exampleFile({ __proto__: undefined, constructor: '1' }).replace(
      'constructor',
      '__proto__: 1\n    constructor',
    )
    expect(findsIn(text)).toEqual(['unknown-key «__proto__»', 'unknown-key «constructor»'])
  })

  it('names each variable of a value that two supplied', () => {
    expect(wordsOf(exampleFile({ kind: '${A}${B}' }), { A: 'g', B: 'pp' })).toContain(
      '"gpp" (from the variables A and B)',
    )
  })

  it('does not show the value of a variable that is called a credential, wherever it is used', () => {
    expect(wordsOf(exampleFile({ gpuNum: '${HF_TOKEN}' }), { HF_TOKEN: 'planted' })).toBe(
      '`gpuNum` is ${HF_TOKEN} (from the variable HF_TOKEN), but a whole number is expected | correct the value of HF_TOKEN',
    )
  })

  it('checks the structure without variables', () => {
    const text = exampleFile({
      gpuNum: '${G}',
      kind: '${K}',
      envs: '{ A: "${X}", B: 3 }',
      networkStorages: '${NS}',
      nmae: '${X}',
    })
    expect(findsWithoutVariables(text)).toEqual([
      'unquoted-text «3»',
      'wrong-type «${NS}»',
      'unknown-key «nmae»',
    ])
  })

  it('has an answer to whatever stands at any key, and points into the file', () => {
    const key = fc.constantFrom(
      ...Object.keys(FIELDS),
      'replicas',
      'key',
      'value',
      'Id',
      '__proto__',
    )
    const scalar = fc.constantFrom(
      '',
      'x',
      '${A}',
      '$B',
      '$$',
      '${',
      '2222/tcp,',
      null,
      true,
      1.5,
      -1,
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 6 }),
      ),
    }))
    const file = fc.record({ defaults: value, instances: fc.array(value, { maxLength: 3 }) })
    fc.assert(
      fc.property(file, (written) => {
        const text = JSON.stringify(written)
        const documents = documentsOf(text)
        for (const environment of [{ lookup: lookupIn({ A: 'a' }) }, { noEnv: true }] as const) {
          for (const { place, message } of toFleet(documents, environment).diagnostics) {
            expect(message).not.toMatch(/undefined|\[object|Symbol/)
            expect(place.span.start).toBeLessThanOrEqual(place.span.end)
            expect(place.span.end).toBeLessThanOrEqual(text.length)
          }
        }
        secretSpans(documents)
      }),
      { numRuns: 300 },
    )
  })

  it('lists every reference to a variable', () => {
    const { variables } = fleetOf(exampleFile({ command: '${A:-${B}} $A' }), { A: 'a' })
    expect(variables.map(({ name, how }) => `${name} ${how}`)).toEqual([
      'A defaulted',
      'B required',
      'A required',
    ])
  })
})

describe('names over a whole run', () => {
  const over = (...texts: string[]) =>
    toFleet(
      texts.flatMap((text, index) => documentsOf(text, `${index}.yaml`)),
      { lookup: lookupIn({}) },
    ).diagnostics

  it('are unique over all files, and the first place is told', () => {
    const [finding, ...others] = over(exampleFile({}), exampleFile({}))
    expect(others).toEqual([])
    expect(finding?.code).toBe('name-duplicate')
    expect(finding?.place.file.path).toBe('1.yaml')
    expect(finding?.related?.[0]?.place).toMatchObject({
      file: { path: '0.yaml' },
      pointer: '/instances/0/name',
    })
  })

  it('are unique over the documents of one file', () => {
    expect(over(`${exampleFile({})}---\n${exampleFile({})}`)).toHaveLength(1)
  })

  it('count those that replicas get', () => {
    const replicas = exampleFile({ name: 'worker', replicas: '3' })
    expect(over(replicas, exampleFile({ name: 'worker-2' }))).toHaveLength(1)
    expect(over(replicas, exampleFile({ name: 'worker' }))).toEqual([])
    expect(over(replicas, replicas)).toHaveLength(1)
  })

  it('differ by case and by blanks', () => {
    expect(over(exampleFile({ name: 'a' }), exampleFile({ name: 'A' }))).toEqual([])
  })

  it('are compared after expansion', () => {
    expect(over(exampleFile({ name: '${N:-trainer}' }), exampleFile({}))).toHaveLength(1)
  })

  it('are not compared where there are none', () => {
    const unnamed = exampleFile({ name: undefined })
    expect(over(unnamed, unnamed).map(({ code }) => code)).toEqual(['name-missing', 'name-missing'])
  })
})
