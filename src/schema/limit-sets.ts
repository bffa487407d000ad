import { FIELDS } from './fields.generated.ts'
import type { SchemaError } from './schema-error.ts'

/** Which page of the vendor the limits of an entry are taken from: the reference page, or the current one. */
export type LimitSet = 'reference' | 'current'

/** The limits in which the two pages differ. `undefined` where a page names none. */
export interface PageLimits {
  /** How many variables an instance may have. */
  readonly envs: number
  /** Characters. */
  readonly envKey: number | undefined
  readonly envValue: number | undefined
  readonly clusterId: number | undefined
  readonly mountPoint: number | undefined
}

/**
 * `reference`: the page that this program is made from (`schemas/openapi.yaml`); what it names is right everywhere.
 * `current`: https://novita.ai/docs/api-reference/gpu-instance-create-instance, which PPIO's own newer page repeats.
 */
export const LIMIT_SETS: Readonly<Record<LimitSet, PageLimits>> = {
  reference: {
    envs: FIELDS.envs.maxItems ?? 30,
    envKey: undefined,
    envValue: undefined,
    clusterId: undefined,
    mountPoint: undefined,
  },
  current: { envs: 100, envKey: 511, envValue: 4095, clusterId: 255, mountPoint: 4095 },
}

type Member = { readonly [key: string]: unknown }

/**
 * What a compiled validator says, with the limits of the set in the place of those of the reference page. The validators
 * are made from that page alone.
 */
export function withinLimits(
  validate: (value: unknown) => readonly SchemaError[],
  set: LimitSet,
): (value: unknown) => readonly SchemaError[] {
  if (set === 'reference') return validate
  const limits = LIMIT_SETS[set]
  return (value) => [
    ...validate(value).flatMap((error) => raised(error, value, limits)),
    ...tooLong(value, limits),
  ]
}

/** The same with nothing added: what some page of the vendor allows. */
export const withRaisedLimits =
  (validate: (value: unknown) => readonly SchemaError[]) =>
  (value: unknown): readonly SchemaError[] =>
    validate(value).flatMap((error) => raised(error, value, LIMIT_SETS.current))

/** The limit on the number of variables is the only one that the current page raises. */
function raised(error: SchemaError, value: unknown, { envs: most }: PageLimits) {
  const isOfEnvs = error.instancePath === '/envs'
  if (!isOfEnvs || (error.keyword !== 'maxItems' && error.keyword !== 'maxProperties')) return error
  const envs = isMember(value) ? value.envs : undefined
  const count = Array.isArray(envs) ? envs.length : isMember(envs) ? Object.keys(envs).length : 0
  return count <= most ? [] : { ...error, set: 'current' as const, params: { limit: most } }
}

/** The limits that the current page adds. */
function tooLong(value: unknown, limits: PageLimits): readonly SchemaError[] {
  if (!isMember(value)) return []
  const found: SchemaError[] = []
  const check = (path: string, text: unknown, limit: number | undefined): void => {
    if (typeof text !== 'string' || limit === undefined || text.length <= limit) return
    // Characters, not UTF-16 units.
    if (Array.from(text).length <= limit) return
    found.push({
      instancePath: path,
      schemaPath: '#',
      keyword: 'maxLength',
      set: 'current',
      params: { limit },
    })
  }
  check('/clusterId', value.clusterId, limits.clusterId)
  const { envs, networkStorages } = value
  if (isMember(envs)) {
    for (const [key, text] of Object.entries(envs)) {
      const path = `/envs/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      check(path, key, limits.envKey)
      check(path, text, limits.envValue)
    }
  }
  for (const [index, item] of itemsOf(envs)) {
    check(`/envs/${index}/key`, item.key, limits.envKey)
    check(`/envs/${index}/value`, item.value, limits.envValue)
  }
  for (const [index, item] of itemsOf(networkStorages)) {
    check(`/networkStorages/${index}/mountPoint`, item.mountPoint, limits.mountPoint)
  }
  return found
}

const isMember = (value: unknown): value is Member =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const itemsOf = (list: unknown): readonly (readonly [number, Member])[] =>
  Array.isArray(list)
    ? list.flatMap((item: unknown, index) => (isMember(item) ? [[index, item] as const] : []))
    : []
