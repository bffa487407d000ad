import type { Field, OwnField, PortRules, Scalar } from '../../src/schema/field.ts'
import { type JsonSchema, limitsOf } from '../../src/schema/json-schema.ts'

/** `schemas/openapi.yaml`, as far as the generator reads it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

interface Operation {
  readonly operationId?: string
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>
  }
}

/** `schemas/overlay.yaml`; its header says what each key means. */
export interface Overlay {
  readonly operation: string
  readonly fields: Readonly<Record<string, OverlayField>>
  readonly exclusive?: readonly Pair[]
  readonly own: Readonly<Record<string, OverlayOwn>>
  readonly file: OverlayFile
}

type Pair = readonly [string, string]

interface OverlayFile {
  readonly title: string
  readonly description: string
  readonly defaults: string
  readonly instances: string
  readonly extension: string
}

interface OverlayText {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly rules?: readonly Rule[]
}

interface OverlayOwn extends OverlayText {
  readonly schema: JsonSchema
  readonly summary: string
  readonly also?: 'integer'
  readonly over?: readonly string[]
}

interface OverlayField extends OverlayText {
  readonly generation?: 'later'
  readonly before?: string
  readonly schema?: JsonSchema
  readonly summary?: string
  readonly requiredFor?: 'gpu'
  readonly secret?: boolean
  readonly readBack: boolean
  readonly change: Field['change']
  readonly changeNote?: string
  readonly also?: 'list' | 'map'
  readonly inner?: Readonly<Record<string, OverlayInner>>
}

interface OverlayInner extends OverlayText {
  readonly enum?: readonly string[]
  readonly mayBeEmpty?: boolean
}

/** A form that a pattern can tell. */
export interface Rule {
  readonly title: string
  readonly pattern: string
  /** About the strings of the list form instead of the text form. */
  readonly of?: 'item'
  /** The specification says so in words: it holds for the service too. */
  readonly reference?: boolean
}

/** What only editors and the sandbox need to know of a field or inner field. */
interface Described {
  readonly name: string
  /** The specification's own schema, before we made it stricter. */
  readonly published: JsonSchema
  readonly markdown: string
  readonly examples: readonly unknown[] | undefined
  readonly default: unknown
  readonly rules: readonly Rule[]
}

export type ModelScalar = Described & Scalar
/** `over`: the fields that an item of the list may lay over an entry. */
export type ModelOwn = Described &
  Omit<OwnField, 'over'> & { readonly over?: readonly ModelField[] }
export type ModelField = Described &
  Omit<Field, 'inner'> & { readonly inner: readonly ModelScalar[] }

/** Everything that the outputs are made from: specification and overlay joined, field by field. */
export interface Model {
  /** In the order of the API, later fields at their place. */
  readonly fields: readonly ModelField[]
  readonly own: readonly ModelOwn[]
  /** Pairs of fields of which an entry may have one at most. */
  readonly exclusive: readonly Pair[]
  /** `undefined` where the specification gives no grammar of ports. */
  readonly ports: PortRules | undefined
  readonly file: OverlayFile
}

/** Joins specification and overlay. Throws where they do not fit: a field only one of them knows, a key that means nothing. */
export function toModel(openapi: OpenApi, overlay: Overlay): Model {
  const body = bodyOf(openapi, overlay.operation)
  const published = schemasIn(body.properties)
  const names = namesInOrder([...published.keys()], overlay)
  for (const name of Object.keys(overlay.fields)) {
    if (!names.includes(name)) {
      throw new Error(`overlay.yaml: ${name} is not in the specification nor \`generation: later\``)
    }
  }
  const fields = names.map((name) => {
    const known = overlay.fields[name]
    if (known === undefined) throw new Error(`overlay.yaml: ${name} is missing`)
    refuseUnknownKeys(name, known, FIELD_KEYS)
    const schema = known.generation === 'later' ? known.schema : published.get(name)
    if (schema === undefined) throw new Error(`overlay.yaml: ${name} has no schema`)
    return toField(name, schema, known, body.required ?? [])
  })
  return {
    fields,
    own: Object.entries(overlay.own).map(([name, known]) => toOwn(name, known, fields)),
    exclusive: overlay.exclusive ?? [],
    ports: portRules(published.get('ports')),
    file: overlay.file,
  }
}

const TEXT_KEYS = ['description', 'examples', 'default', 'rules']
const LATER_KEYS = ['generation', 'before', 'schema', 'summary']
const KNOWLEDGE_KEYS = ['requiredFor', 'secret', 'readBack', 'change', 'changeNote']
const FIELD_KEYS = [...TEXT_KEYS, ...LATER_KEYS, ...KNOWLEDGE_KEYS, 'also', 'inner']
const OWN_KEYS = [...TEXT_KEYS, 'schema', 'summary', 'also', 'over']
const INNER_KEYS = [...TEXT_KEYS, 'enum', 'mayBeEmpty']

function bodyOf(openapi: OpenApi, operationId: string): JsonSchema {
  const operation = Object.values(openapi.paths)
    .flatMap((path) => Object.values(path))
    .find((candidate) => candidate.operationId === operationId)
  const ref = operation?.requestBody?.content?.['application/json']?.schema.$ref ?? ''
  const body = openapi.components.schemas[ref.replace('#/components/schemas/', '')]
  if (body === undefined) throw new Error(`openapi.yaml: ${operationId} has no body by reference`)
  return body
}

function schemasIn(properties: JsonSchema['properties'] = {}): ReadonlyMap<string, JsonSchema> {
  return new Map(
    Object.entries(properties).flatMap(([name, schema]) =>
      typeof schema === 'boolean' ? [] : [[name, schema] as const],
    ),
  )
}

function namesInOrder(published: readonly string[], overlay: Overlay): readonly string[] {
  const later = Object.entries(overlay.fields).filter(([, field]) => field.generation === 'later')
  const namesBefore = (place: string | undefined) =>
    later.filter(([, field]) => field.before === place).map(([name]) => name)
  return [...published.flatMap((name) => [...namesBefore(name), name]), ...namesBefore(undefined)]
}

function toField(
  name: string,
  schema: JsonSchema,
  known: OverlayField,
  required: readonly string[],
): ModelField {
  const { type, ...scalar } = toScalar(name, { description: known.summary ?? '', ...schema }, known)
  return {
    ...scalar,
    type: schema.type === 'array' ? 'array' : type,
    required: required.includes(name) ? (known.requiredFor ?? 'always') : 'never',
    generation: known.generation ?? 'reference',
    secret: known.secret ?? false,
    readBack: known.readBack,
    change: known.change,
    ...(known.changeNote === undefined ? {} : { changeNote: known.changeNote }),
    ...(schema.maxItems === undefined ? {} : { maxItems: schema.maxItems }),
    ...(known.also === undefined ? {} : { also: known.also }),
    inner: [...schemasIn(schema.items?.properties)].map(([key, inner]) =>
      toInner(`${name}[].${key}`, key, inner, known.inner?.[key]),
    ),
  }
}

function toOwn(name: string, known: OverlayOwn, fields: readonly ModelField[]): ModelOwn {
  refuseUnknownKeys(name, known, OWN_KEYS)
  const { schema, summary, also, over } = known
  const { type, ...described } = toScalar(name, { ...schema, description: summary }, known)
  return {
    ...described,
    type: schema.type === 'array' ? 'array' : type,
    ...(also === undefined ? {} : { also }),
    ...(schema.maxItems === undefined ? {} : { maxItems: schema.maxItems }),
    ...(over === undefined ? {} : { over: over.map((each) => fieldNamed(each, fields)) }),
  }
}

function fieldNamed(name: string, fields: readonly ModelField[]): ModelField {
  const field = fields.find((each) => each.name === name)
  if (field === undefined) throw new Error(`overlay.yaml: ${name} is not a field to lay over`)
  return field
}

function toInner(
  where: string,
  name: string,
  published: JsonSchema,
  known: OverlayInner | undefined,
): ModelScalar {
  if (known === undefined) throw new Error(`overlay.yaml: ${where} is missing`)
  refuseUnknownKeys(where, known, INNER_KEYS)
  // An enumeration without an empty string says already that the text is not empty.
  const stricter = known.enum ? { enum: known.enum } : known.mayBeEmpty ? {} : { minLength: 1 }
  return { ...toScalar(name, { ...published, ...stricter }, known), published }
}

function toScalar(name: string, schema: JsonSchema, known: OverlayText): Omit<ModelScalar, 'also'> {
  return {
    ...limitsOf(schema),
    type: schema.type as Scalar['type'],
    name,
    description: schema.description ?? '',
    published: schema,
    markdown: known.description ?? schema.description ?? '',
    examples: known.examples,
    default: known.default,
    rules: known.rules ?? [],
  }
}

function portRules(schema: JsonSchema | undefined): PortRules | undefined {
  const grammar = schema?.['x-ports']
  const together = schema?.['x-together']?.maximum
  return grammar === undefined || together === undefined ? undefined : { ...grammar, together }
}

function refuseUnknownKeys(where: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined) throw new Error(`overlay.yaml: ${where}: ${unknown} means nothing`)
}
