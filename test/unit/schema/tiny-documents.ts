import type { OpenApi, Overlay } from '../../../schemas/generator/model.ts'
import type { JsonSchema } from '../../../src/schema/json-schema.ts'

/** A specification of one operation whose body has these fields. */
export function openApiWith(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): OpenApi {
  return {
    paths: {
      '/make': {
        post: {
          operationId: 'make',
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Body' } } },
          },
        },
      },
    },
    components: { schemas: { Body: { type: 'object', properties, required } } },
  }
}

/** An overlay that knows these fields. */
export function overlayWith(
  fields: Readonly<Record<string, Partial<Overlay['fields'][string]>>>,
): Overlay {
  return {
    operation: 'make',
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        { readBack: true, change: 'replace' as const, ...field },
      ]),
    ),
    own: {},
    file: { title: 'T', description: 'D', defaults: 'd', instances: 'i', extension: 'x' },
  }
}
