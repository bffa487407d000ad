import { validateFaults } from '../../schema/validate-faults.generated.ts'
import { readPorts } from '../routes/port-list.ts'
import { isRecord } from '../routes/reply.ts'
import { CHANGES } from './change-shapes.ts'
import type { FaultField, Shape } from './fault-fields.ts'
import { FAULTS, ON, WHEN } from './fault-shapes.ts'
import { type FaultRule, GET_FAULTS } from './faults.ts'

/** A fault script read from data, or all that is wrong with it, one sentence each. */
export type ReadFaults =
  | { readonly rules: readonly FaultRule[]; readonly problems?: undefined }
  | { readonly problems: readonly string[] }

/** Checks a fault script as a file holds it: a list of rules `{on, when, do}`. */
export function readFaults(data: unknown): ReadFaults {
  if (!Array.isArray(data)) return { problems: ['a fault script is a list of rules'] }
  const misshapen = new Map<number, Set<string>>()
  for (const error of validateFaults(data)) {
    const [, index, ...path] = error.instancePath.split('/')
    const at = Number(index)
    const told = misshapen.get(at) ?? new Set()
    misshapen.set(at, told.add(wordsFor(error, path, data[at])))
  }
  const problems = data.flatMap((rule, index) => {
    const told = misshapen.get(index) ?? contradictionsIn(rule)
    return [...told].map((problem) => `rule ${index + 1}: ${problem}`)
  })
  return problems.length > 0 ? { problems } : { rules: data as FaultRule[] }
}

type Misshapen = ReturnType<typeof validateFaults>[number]

/** One mistake against the schema, below a rule; `path` is the place as its members. */
function wordsFor(error: Misshapen, path: readonly string[], rule: unknown): string {
  const fields = fieldsAt(path, rule)
  const dotted = (...more: readonly string[]) => [...path, ...more].join('.')
  const [tag, shapes] = path.length > 1 ? ['change', CHANGES] : ['fault', FAULTS]
  const tagWords = `${dotted(tag)} is not one of ${Object.keys(shapes).join(', ')}`
  switch (error.keyword) {
    case 'required': {
      const { missingProperty: missing } = error.params
      return missing === tag ? tagWords : `${dotted(missing)} is missing`
    }
    case 'additionalProperties': {
      const known = Object.keys(fields ?? {}).join(', ')
      const unknown = `${dotted(error.params.additionalProperty)} is unknown here`
      return known === '' ? unknown : `${unknown}; known: ${known}`
    }
    case 'discriminator':
      return tagWords
    default: {
      if (path.length === 0) return 'is not a map with on, when and do'
      const [name, field] = fieldOf(path, rule)
      return `${name} is not ${field?.mustBe ?? 'a map'}`
    }
  }
}

/** The member that a place is in, and what it may be: `headers` for a header. */
function fieldOf(
  path: readonly string[],
  rule: unknown,
): readonly [name: string, field: FaultField | undefined] {
  for (let length = 1; length <= path.length; length += 1) {
    const parents = path.slice(0, length - 1)
    const field = fieldsAt(parents, rule)?.[path[length - 1] ?? '']
    const isMap = fieldsAt(path.slice(0, length), rule) !== undefined
    if (field !== undefined && !isMap) return [path.slice(0, length).join('.'), field]
  }
  return [path.join('.'), undefined]
}

/** The members that a map of a rule may have, by its place; `undefined` for what is not such a map. */
function fieldsAt(
  path: readonly string[],
  rule: unknown,
): Readonly<Record<string, FaultField>> | undefined {
  const fault = isRecord(rule) ? rule.do : undefined
  switch (path.join('.')) {
    case '':
      return { on: ON, when: A_MAP, do: A_MAP }
    case 'when':
      return WHEN
    case 'do':
      return shapeIn(FAULTS, fault, 'fault')
    case 'do.change':
      return isRecord(fault) ? shapeIn(CHANGES, fault.change, 'change') : undefined
    default:
      return undefined
  }
}

const A_MAP: FaultField = {
  schema: { description: '', type: 'object' },
  mustBe: 'a map',
  isRequired: false,
}

/** The members of a map whose member `tag` says which of the shapes it has. */
function shapeIn(
  shapes: Readonly<Record<string, Shape>>,
  value: unknown,
  tag: string,
): Readonly<Record<string, FaultField>> {
  const word = isRecord(value) ? String(value[tag]) : ''
  return Object.hasOwn(shapes, word) ? (shapes[word]?.fields ?? {}) : {}
}

/** What does not go together in a rule of the right shape. */
function contradictionsIn({ on, when = {}, do: fault }: FaultRule): readonly string[] {
  const found: string[] = []
  const at = 'at' in fault ? fault.at : undefined
  if ((at === 'accept' || at === 'unread') && when.name !== undefined) {
    found.push(`when.name needs the body, which a fault at ${at} leaves unread; use nth`)
  }
  if ((at === 'accept') !== (on === 'connection')) {
    found.push('at: accept and on: connection go together')
  }
  if (when.probability !== undefined && when.seed === undefined) {
    found.push('when.probability needs a seed, so that a run can be repeated')
  }
  const { on: operations }: Shape = FAULTS[fault.fault]
  if (
    operations !== undefined &&
    ![on].flat().every((one) => operations.some((each) => each === one))
  ) {
    found.push(`${fault.fault} needs on: ${operations.join(', ')}`)
  }
  switch (fault.fault) {
    case 'list':
      if (on !== 'list' && !(on === 'get' && GET_FAULTS.includes(fault.how))) {
        found.push('a list fault needs on: list')
      }
      if (fault.how === 'lag' && fault.ms === undefined && fault.lists === undefined) {
        found.push('do: lag needs ms or lists')
      }
      if (fault.how === 'untold' && fault.fields === undefined) {
        found.push('do: untold needs fields')
      }
      break
    case 'meanwhile': {
      const { change } = fault
      const isOdd = 'ports' in change && typeof readPorts(change.ports ?? '') === 'string'
      if (isOdd) found.push(`do.change.ports is not ${PORTS.mustBe}`)
      break
    }
    default:
      break
  }
  return found
}

const PORTS = CHANGES.ports.fields.ports
