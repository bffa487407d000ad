import { limitsOf } from '../../src/schema/json-schema.ts'
import type { Model, ModelField, ModelOwn, ModelScalar } from './model.ts'

/** The text of a module with the table of fields. */
export function fieldTable(model: Model): string {
  const rows = model.fields.map((field) => row(field.name, tableField(field)))
  const own = model.own.map((field) => row(field.name, tableOwn(field)))
  return `import type { Field, OwnField, PortRules } from './field.ts'

/** The fields of the create body, in the order of the API. */
export const FIELDS: Readonly<Record<FieldName, Field>> = {
${rows.join('')}}

export type FieldName = ${union(model.fields)}

export const isFieldName = (key: string): key is FieldName => Object.hasOwn(FIELDS, key)

/** The keys of an entry that are ours and never sent. */
export const OWN_FIELDS: Readonly<Record<OwnFieldName, OwnField>> = {
${own.join('')}}

export type OwnFieldName = ${union(model.own)}

export const isOwnFieldName = (key: string): key is OwnFieldName => Object.hasOwn(OWN_FIELDS, key)
${model.ports === undefined ? '' : `\nexport const PORT_RULES: PortRules = ${literal(model.ports)}\n`}`
}

const union = (fields: readonly { readonly name: string }[]): string =>
  fields.map(({ name }) => `'${name}'`).join(' | ') || 'never'

const row = (name: string, value: object): string => `  ${name}: ${literal(value)},\n`

function tableField(field: ModelField): object {
  const { required, generation, secret, readBack, change, changeNote, maxItems, also } = field
  return {
    ...tableScalar(field),
    required,
    generation,
    secret,
    readBack,
    change,
    changeNote,
    maxItems,
    also,
    inner:
      field.inner.length === 0
        ? undefined
        : Object.fromEntries(field.inner.map((inner) => [inner.name, tableScalar(inner)])),
  }
}

const tableOwn = ({ also, maxItems, over, ...field }: ModelOwn): object => ({
  ...tableScalar(field),
  also,
  maxItems,
  over: over?.map(({ name }) => name),
})

const tableScalar = (field: ModelField | ModelScalar | Omit<ModelOwn, 'over'>): object => ({
  ...limitsOf(field),
  description: field.description,
})

/** A value as one line of TypeScript. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${key}: ${literal(member)}`)
  return `{ ${members.join(', ')} }`
}
