import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { decode } from '../src/definitions/files/decode.ts'
import { toFleet } from '../src/definitions/fleet.ts'
import { exampleFile } from '../src/diagnostics/example-file.ts'
import { type Json, reveal } from '../src/model/secret.ts'
import { parse } from './support/parse.ts'

/** How many hostile inputs are tried; `npm run fuzz` tries 100,000. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000)

/** What the full run may take, in milliseconds. */
const FULL_RUN = 900_000

const lookup = (name: string): string | undefined => (name === 'SET' ? '2' : undefined)

/** The whole front of the program for the bytes of one file. */
function front(bytes: Uint8Array) {
  const decoded = decode('fleet.yaml', bytes)
  if (decoded.kind === 'refused') return { specs: [], diagnostics: [decoded.diagnostic] }
  const { documents, diagnostics } = parse(decoded.file)
  const fleet = toFleet(documents, { lookup })
  return { specs: fleet.specs, diagnostics: [...diagnostics, ...fleet.diagnostics] }
}

/** Never a crash, never silence: specs, or findings whose places lie in the file. */
function checkFront(bytes: Uint8Array): void {
  const { specs, diagnostics } = front(bytes)
  if (specs.length === 0) expect(diagnostics.length).toBeGreaterThan(0)
  for (const { place, message } of diagnostics) {
    const { start, end } = place.span
    expect(message).not.toMatch(/undefined|\[object/)
    expect(start).toBeLessThanOrEqual(end)
    expect(end).toBeLessThanOrEqual(place.file.text.length)
  }
}

const DEFINITION = `x-base: &base { kind: gpu, gpuNum: 1 }
defaults: { <<: *base, clusterId: cn-south-1 }
${exampleFile({ ports: '[80/http, 22/tcp]', envs: '{ A: "${SET:-b}" }', command: '|\n      run ${SET}\n' })}`

/** Pieces that mean something to YAML, to references or to the fields. */
const PIECES = [
  ...['\n', '  ', '\t', ': ', '- ', '? ', '# ', '[', ']', '{', '}', ',', '"', "'", '\\', '|', '>-'],
  ...[
    '&a ',
    '*a',
    '*base',
    '<<: ',
    '!!str ',
    '!x ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\r\n',
    '\ufeff',
  ],
  ...[
    '${',
    '}',
    ':-',
    ':?',
    '$$',
    '$SET',
    '${SET}',
    '${NOT}',
    '😀',
    '模',
    '\0',
    '\u001b',
    '\u2028',
  ],
  ...[
    '~',
    'true',
    '.nan',
    '-1',
    '9007199254740993',
    '2222/tcp',
    'instances:\n',
    'replicas: 3',
    'expires: 8h',
    'null',
  ],
]

/** A sound definition with pieces put in, taken out, doubled and moved. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat({ max: DEFINITION.length }),
      take: fc.nat({ max: 12 }),
      put: fc.oneof(fc.constantFrom(...PIECES), fc.nat({ max: DEFINITION.length })),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce((text, { at, take, put }) => {
      const piece = typeof put === 'string' ? put : text.slice(put, put + 20)
      return text.slice(0, at) + piece + text.slice(at + take)
    }, DEFINITION),
  )

describe('the front of the program', () => {
  it(
    'survives random bytes',
    () => {
      const runs = Math.ceil(RUNS / 4)
      fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), checkFront), { numRuns: runs })
    },
    FULL_RUN,
  )

  it(
    'survives random pieces of YAML',
    () => {
      const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 })
      const bytes = text.map((pieces) => Buffer.from(pieces.join('')))
      fc.assert(fc.property(bytes, checkFront), { numRuns: Math.ceil(RUNS / 4) })
    },
    FULL_RUN,
  )

  it(
    'survives mutated definitions',
    () => {
      const bytes = mutated.map((text) => Buffer.from(text))
      fc.assert(fc.property(bytes, checkFront), { numRuns: Math.ceil(RUNS / 2) })
    },
    FULL_RUN,
  )
})

/** Any text without control characters, blanks at its edges and expressions of template engines. */
const text = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...'ab1 $:{}#"\'\\-'), fc.constant('😀')),
    maxLength: 20,
  })
  .map((inner) => `a${inner}z`)
  .filter((string) => !string.includes('{{'))

/** An image that a registry can take. */
const image = fc.stringMatching(/^[a-z0-9]{1,9}(\/[a-z0-9]{1,9}){0,2}(:[a-z0-9][a-z0-9.-]{0,5})?$/)

const entry = fc.record(
  {
    productId: text,
    gpuNum: fc.integer({ min: 1, max: 8 }),
    rootfsSize: fc.integer({ min: 10, max: 500 }),
    imageUrl: image,
    kind: fc.constant('gpu'),
    command: text,
    clusterId: text,
    ports: fc
      .uniqueArray(fc.integer({ min: 3_000, max: 60_000 }), { minLength: 1, maxLength: 5 })
      .map((ports) => ports.map((port) => `${port}/tcp`)),
    envs: fc.dictionary(fc.constantFrom('MODE', 'LEVEL', 'HF_TOKEN'), text),
    replicas: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['productId', 'gpuNum', 'rootfsSize', 'imageUrl', 'kind'] },
)

const fleet = fc
  .array(entry, { minLength: 1, maxLength: 4 })
  .map((entries) => entries.map((fields, at) => ({ name: `entry-${at}`, ...fields })))

/** As a definition must write them: a dollar sign is doubled. */
const escaped = (value: Json): Json => {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$')
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]))
}

function bodiesOf(file: string): readonly Json[] {
  const { specs, diagnostics } = front(Buffer.from(file))
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  expect(errors.map(({ message }) => message)).toEqual([])
  return specs.map(({ body }) => reveal(body))
}

describe('a definition', () => {
  it('gives the same bodies as YAML and as JSON', () => {
    fc.assert(
      fc.property(fleet, (entries) => {
        const file = { instances: escaped(entries as unknown as Json) }
        expect(bodiesOf(stringify(file))).toEqual(bodiesOf(JSON.stringify(file)))
      }),
      { numRuns: 100 },
    )
  })

  it('gives the bodies that it was rendered to, when these are read again', () => {
    fc.assert(
      fc.property(fleet, (entries) => {
        const bodies = bodiesOf(JSON.stringify({ instances: escaped(entries as unknown as Json) }))
        expect(bodiesOf(JSON.stringify({ instances: escaped(bodies) }))).toEqual(bodies)
      }),
      { numRuns: 100 },
    )
  })
})
