import type { Model, ModelField, ModelOwn, ModelScalar } from './model.ts'

/** The text of a module with the types of a definition file and of the create body. */
export function typeDeclarations(model: Model): string {
  const definition = [
    ...model.fields.map((field) => member(field, written(field))),
    ...model.own.map((field) => member(field, writtenOwn(field))),
  ]
  const body = model.fields.map((field) => member(field, sent(field)))
  return `
/** A definition file, expanded. \`defaults\` completes the entries. */
export interface FleetFile {
  /** ${model.file.defaults} */
  readonly defaults?: Partial<InstanceDefinition>
  /** ${model.file.instances} */
  readonly instances: readonly Partial<InstanceDefinition>[]
  /** ${model.file.extension} */
  readonly [extension: \`x-\${string}\`]: unknown
}

/** One entry of a definition file, expanded and completed by \`defaults\`. */
export interface InstanceDefinition {
${definition.join('')}}

/** The body of the create call. */
export interface CreateInstanceBody {
${body.join('')}}
`
}

function member(field: ModelField | ModelOwn, type: string): string {
  const optional = 'required' in field && field.required === 'always' ? '' : '?'
  return `  /** ${field.description} */\n  readonly ${field.name}${optional}: ${type}\n`
}

/** The type of a field as a person may write it. */
function written(field: ModelField): string {
  if (field.also === 'list') return `${sent(field)} | readonly string[]`
  if (field.also === 'map') return `${sent(field)} | { readonly [key: string]: string }`
  return sent(field)
}

function writtenOwn(field: ModelOwn): string {
  if (field.over !== undefined) {
    const laid = field.over.map((each) => `readonly ${each.name}?: ${typeName(each)}`)
    return `readonly { ${laid.join('; ')} }[]`
  }
  return field.also === undefined ? typeName(field) : `${typeName(field)} | number`
}

function sent(field: ModelField): string {
  if (field.type !== 'array') return typeName(field)
  const inner = field.inner.map((scalar) => `readonly ${scalar.name}: ${typeName(scalar)}`)
  return `readonly { ${inner.join('; ')} }[]`
}

function typeName(field: Pick<ModelField | ModelScalar | ModelOwn, 'type' | 'enum'>): string {
  if (field.enum !== undefined) return field.enum.map((value) => `'${value}'`).join(' | ')
  return field.type === 'integer' ? 'number' : field.type
}
