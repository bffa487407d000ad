import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect } from 'vitest'

/** The published schemas of documents, and the one of what they share. */
export const NAMES = [
  'common',
  'plan',
  'events',
  'diagnostics',
  'render',
  'vars',
  'status',
  'cost',
  'products',
  'clusters',
  'images',
  'storages',
  'networks',
  'auths',
  'import',
  'adopt',
  'forget',
  'recover',
  'ledger',
  'unlock',
] as const

/** A published schema, or what every command prints that failed before it had its document. */
export type SchemaName = (typeof NAMES)[number] | 'failure'

/** What each command prints with `--format json`. */
export const SCHEMA_OF_COMMAND: Readonly<Record<string, SchemaName>> = {
  validate: 'diagnostics',
  vars: 'vars',
  render: 'render',
  plan: 'plan',
  apply: 'events',
  destroy: 'events',
  reap: 'events',
  start: 'events',
  stop: 'events',
  status: 'status',
  cost: 'cost',
  products: 'products',
  clusters: 'clusters',
  images: 'images',
  storages: 'storages',
  networks: 'networks',
  auths: 'auths',
  import: 'import',
  adopt: 'adopt',
  forget: 'forget',
  recover: 'recover',
  ledger: 'ledger',
  unlock: 'unlock',
}

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
for (const name of NAMES) {
  const path = new URL(`../../schemas/${name}.schema.json`, import.meta.url)
  ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')))
}

/** What is wrong with a value by a published schema; empty when it is valid. */
export function faultsOf(name: SchemaName, value: unknown): readonly string[] {
  const validate = ajv.getSchema(
    name === 'failure' ? 'common.schema.json#/definitions/failure' : `${name}.schema.json`,
  )
  if (validate === undefined) throw new Error(`no schema ${name}`)
  validate(value)
  const faults = (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || '/'} ${message}`,
  )
  // The lines of a ledger are shown as they are kept.
  return name === 'ledger' ? faults : [...faults, ...numericMoney(value)]
}

/** Money has one form in all documents, a decimal string, also where a schema lets members be added. */
const numericMoney = (value: unknown, path = ''): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([member, each]) =>
        typeof each === 'number' && MONEY.test(member)
          ? [`${path}/${member} is money as a number`]
          : numericMoney(each, `${path}/${member}`),
      )
    : []

const MONEY =
  /^(?:amount|atMost|chargedNow|costSoFar|hourly|paidSoFar|thirtyDays|unit|unitPrice|unknownAtMost)$/

/** Whether a value is what a part that the schemas share describes. */
export const fitsDefinition = (definition: string, value: unknown): boolean =>
  ajv.validate(`common.schema.json#/definitions/${definition}`, value)

/** Fails the test unless the value is what the published schema says. */
export function expectValid(name: SchemaName, value: unknown): void {
  expect(faultsOf(name, value), JSON.stringify(value, undefined, 1).slice(0, 4000)).toEqual([])
}

/** The one document that standard output must be, checked. */
export function documentIn(name: SchemaName, stdout: string): Record<string, unknown> {
  const value = JSON.parse(stdout)
  expectValid(name, value)
  expect(Object.keys(value)[0]).toBe('formatVersion')
  return value
}

/** The events that standard output must be, one a line, each checked; the last is a summary or an error. */
export function eventsIn(stdout: string): readonly Record<string, unknown>[] {
  expect(stdout.endsWith('\n')).toBe(true)
  const events = stdout
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  for (const event of events) expectValid('events', event)
  expect(['apply_summary', 'error']).toContain(events.at(-1)?.type)
  return events
}
