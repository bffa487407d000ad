import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../src/definitions/interpolation/evaluate.ts'
import { print } from '../src/definitions/interpolation/print-template.ts'
import { parseTemplate } from '../src/definitions/interpolation/template.ts'

interface Case {
  readonly name: string
  readonly template: string
  readonly env: Readonly<Record<string, string>>
  readonly expect?: string
  /** Needs a hook that only a library has. */
  readonly variant?: unknown
  readonly error?: { readonly kind: string; readonly contains: string }
}

const file = new URL('./conformance/interpolation-compose.json', import.meta.url)
const { cases, count }: { cases: readonly Case[]; count: number } = JSON.parse(
  readFileSync(file, 'utf8'),
)

/**
 * Compose takes an empty text for a variable that is unset and has no default; here it is an error.
 */
const UNSET_IS_AN_ERROR: Readonly<Record<string, readonly string[]>> = {
  'compose-014': ['missing'],
  'compose-021': ['B'],
  'compose-129': ['BAR'],
  'compose-145': ['BAR'],
  'compose-161': ['NONEXISTENT'],
}

/**
 * Compose expands the message of a required variable; here it is printed as it is written, since messages
 * reach logs and the environment holds secrets.
 */
const MESSAGE_STAYS_LITERAL: Readonly<Record<string, string>> = {
  'compose-056': 'Mandatory Variable ${FOO}',
  'compose-057': 'Mandatory Variable ${FOO}',
}

const judged = (given: Case) => {
  const template = parseTemplate(given.template)
  const lookup = (name: string) => (Object.hasOwn(given.env, name) ? given.env[name] : undefined)
  return { template, evaluation: evaluate(template, lookup) }
}

const own = cases.filter(({ variant }) => variant === undefined)
const named = (selected: readonly Case[]) =>
  selected.map((given) => ({ ...given, title: `${given.name} ${given.template}` }))

describe('the interpolation cases of Compose', () => {
  test('are all here: those run, and those of hooks that only a library has', () => {
    expect(cases).toHaveLength(count)
    expect(own).toHaveLength(163)
    const exceptions = { ...UNSET_IS_AN_ERROR, ...MESSAGE_STAYS_LITERAL }
    expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(exceptions)))
  })

  test.each(
    named(own.filter(({ name, expect }) => expect !== undefined && !UNSET_IS_AN_ERROR[name])),
  )('$title gives its text', (given) => {
    const { template, evaluation } = judged(given)
    expect(template.faults).toEqual([])
    expect(evaluation).toMatchObject({ text: given.expect, faults: [] })
    expect(print(template)).toBe(given.template)
  })

  test.each(named(own.filter(({ error }) => error?.kind === 'invalid-template')))(
    '$title is malformed',
    (given) => {
      expect(judged(given).template.faults).toHaveLength(1)
    },
  )

  test.each(named(own.filter(({ error }) => error?.kind === 'missing-required')))(
    '$title demands its variable',
    (given) => {
      const { template, evaluation } = judged(given)
      expect(template.faults).toEqual([])
      expect(evaluation.faults[0]).toMatchObject({ kind: 'required' })
      const fault = evaluation.faults[0]
      const told = fault?.kind === 'required' ? `${fault.name}: ${fault.message}` : ''
      const literal = MESSAGE_STAYS_LITERAL[given.name]
      // Upstream's whole sentence starts with its own words; ours are worded in the catalogue.
      const wanted = given.error?.contains.replace(
        /^required variable (\w+) is missing a value/,
        '$1',
      )
      expect(told).toContain(literal ?? wanted)
    },
  )

  test.each(named(own.filter(({ name }) => UNSET_IS_AN_ERROR[name])))(
    '$title is empty for Compose and an error here',
    (given) => {
      const { evaluation } = judged(given)
      const names = evaluation.faults.map((fault) => fault.kind === 'unset' && fault.name)
      expect(names).toEqual(UNSET_IS_AN_ERROR[given.name])
      expect(evaluation.text).toBe(given.expect)
    },
  )

  test('every error case is of a kind that is looked at', () => {
    const kinds = new Set(own.flatMap(({ error }) => (error ? [error.kind] : [])))
    expect([...kinds].sort()).toEqual(['invalid-template', 'missing-required'])
  })
})
