import type { InstanceSpec } from '../../../../definitions/instance-spec.ts'
import { widest } from '../../../terminal/widest.ts'
import { valueText } from '../value-text.ts'
import type { Look } from './look.ts'

/** The fields of what is to be created, and what is never sent of it. */
export function bodyLines({ body, life }: InstanceSpec, { style }: Look): readonly string[] {
  const fields = Object.keys(body).filter((field) => field !== 'name')
  const width = widest(fields, ({ length }) => length)
  return [
    ...fields.map((field) => `${style.dim(field.padEnd(width))}  ${valueText(body[field])}`),
    ...(life.protect ? ['protected once it is created'] : []),
  ]
}
