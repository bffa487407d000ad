import { OPERATION_NAMES } from '../routes/api-operation.ts'
import { readPorts } from '../routes/port-list.ts'
import { isRecord } from '../routes/reply.ts'
import { type FaultRule, GARBLES, LIST_FAULTS } from './faults.ts'

/** A fault script read from data, or all that is wrong with it, one sentence each. */
export type ReadFaults =
  | { readonly rules: readonly FaultRule[]; readonly problems?: undefined }
  | { readonly problems: readonly string[] }

/** Checks a fault script as a file holds it: a list of rules `{on, when, do}`. */
export function readFaults(data: unknown): ReadFaults {
  if (!Array.isArray(data)) return { problems: ['a fault script is a list of rules'] }
  const problems = data.flatMap((rule, index) =>
    ruleProblems(rule).map((problem) => `rule ${index + 1}: ${problem}`),
  )
  return problems.length > 0 ? { problems } : { rules: data as FaultRule[] }
}

/** `undefined` when the value will do, else what it should be. */
type Check = (value: unknown) => string | undefined

interface Shape {
  readonly required: Readonly<Record<string, Check>>
  readonly optional: Readonly<Record<string, Check>>
}

const passes = (words: string, test: (value: unknown) => boolean): Check => {
  return (value) => (test(value) ? undefined : words)
}
const oneOf = (words: readonly string[]) =>
  passes(`one of ${words.join(', ')}`, (value) => words.includes(value as string))
const text = passes('a string', (value) => typeof value === 'string')
const flag = passes('true or false', (value) => typeof value === 'boolean')
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0
const count = passes('a whole number from 0', isCount)
const isNth = (value: unknown) => isCount(value) && value !== 0
const whole = passes('a whole number', Number.isInteger)

const ON: Check = passes(
  `"*", connection, an operation or a list of operations (${OPERATION_NAMES.join(', ')})`,
  (value) =>
    value === '*' ||
    value === 'connection' ||
    OPERATION_NAMES.includes(value as never) ||
    (Array.isArray(value) &&
      value.length > 0 &&
      value.every((name) => OPERATION_NAMES.includes(name as never))),
)

const WHEN: Shape = {
  required: {},
  optional: {
    nth: passes(
      'a number from 1 or a list of them',
      (value) => isNth(value) || (Array.isArray(value) && value.length > 0 && value.every(isNth)),
    ),
    name: text,
    times: count,
    probability: passes(
      'a number from 0 to 1',
      (value) => typeof value === 'number' && value >= 0 && value <= 1,
    ),
    seed: whole,
  },
}

const anyMoment = oneOf(['accept', 'unread', 'before', 'after'])
const callMoment = oneOf(['unread', 'before', 'after'])
const doneMoment = oneOf(['before', 'after'])
const texts = passes(
  'a map of strings',
  (value) => isRecord(value) && Object.values(value).every((inner) => typeof inner === 'string'),
)

const FAULTS = {
  reset: { required: { at: anyMoment }, optional: {} },
  close: { required: { at: anyMoment }, optional: {} },
  hang: { required: { at: anyMoment }, optional: {} },
  delay: { required: { at: callMoment, ms: count }, optional: {} },
  answer: {
    required: {
      at: callMoment,
      status: passes(
        'a status from 200 to 599',
        (value) => isCount(value) && (value as number) >= 200 && (value as number) <= 599,
      ),
    },
    optional: {
      reason: text,
      message: text,
      body: text,
      html: flag,
      echo: flag,
      headers: texts,
      retryAfter: whole,
      retryAfterAs: oneOf(['seconds', 'date']),
      location: text,
    },
  },
  cut: {
    required: { in: oneOf(['status-line', 'headers', 'body']) },
    optional: { length: oneOf(['given', 'none', 'chunked']), ending: oneOf(['close', 'reset']) },
  },
  garble: { required: { how: oneOf(GARBLES) }, optional: {} },
  list: {
    required: { how: oneOf(LIST_FAULTS) },
    optional: { by: whole, ms: count, lists: count },
  },
  'fail-later': { required: {}, optional: { message: text, status: text } },
  meanwhile: { required: { at: doneMoment, change: () => undefined }, optional: {} },
  deaf: { required: { ms: count }, optional: {} },
} as const satisfies Record<FaultRule['do']['fault'], Shape>

const portsText = passes(
  'ports as create takes them',
  (value) => typeof value === 'string' && typeof readPorts(value) !== 'string',
)
const WHICH = { name: text, id: text }

const CHANGES = {
  stop: { required: {}, optional: WHICH },
  start: { required: {}, optional: WHICH },
  delete: { required: {}, optional: WHICH },
  vanish: { required: {}, optional: WHICH },
  reclaim: { required: {}, optional: WHICH },
  ports: { required: { ports: portsText }, optional: WHICH },
  resize: { required: { rootfsSize: count }, optional: WHICH },
  rename: { required: { to: text }, optional: WHICH },
  twin: {
    required: { name: text },
    optional: {
      productId: text,
      gpuNum: count,
      rootfsSize: count,
      imageUrl: text,
      ports: portsText,
      agoMs: count,
    },
  },
} as const satisfies Record<string, Shape>

function ruleProblems(rule: unknown): string[] {
  if (!isRecord(rule)) return ['is not a map with on, when and do']
  const found = shapeProblems(rule, {
    required: { on: ON, do: () => undefined },
    optional: { when: () => undefined },
  })
  if (rule.when !== undefined) found.push(...within('when', rule.when, WHEN))
  const fault = rule.do
  if (fault !== undefined) found.push(...kindProblems('do', fault, 'fault', FAULTS))
  if (found.length > 0 || !isRecord(fault)) return found
  if (fault.fault === 'meanwhile') {
    found.push(...kindProblems('do.change', fault.change, 'change', CHANGES))
  }
  const when = isRecord(rule.when) ? rule.when : {}
  const early = fault.at === 'accept' || fault.at === 'unread'
  if (early && when.name !== undefined) {
    found.push(
      `when.name needs the body, which a fault at ${String(fault.at)} leaves unread; use nth`,
    )
  }
  if ((fault.at === 'accept') !== (rule.on === 'connection')) {
    found.push('at: accept and on: connection go together')
  }
  if (when.probability !== undefined && when.seed === undefined) {
    found.push('when.probability needs a seed, so that a run can be repeated')
  }
  if (fault.fault === 'list' && !mayMislead(rule.on, fault.how))
    found.push('a list fault needs on: list')
  if (['fail-later', 'garble'].includes(String(fault.fault)) && rule.on !== 'create') {
    found.push(`${String(fault.fault)} needs on: create`)
  }
  if (
    fault.fault === 'list' &&
    fault.how === 'lag' &&
    fault.ms === undefined &&
    fault.lists === undefined
  ) {
    found.push('do: lag needs ms or lists')
  }
  return found
}

/** Checks a map whose `key` member says which shape it has. */
/** The get call has one of the list's faults too. */
const mayMislead = (on: unknown, how: unknown): boolean =>
  on === 'list' || (how === 'no-envs' && on === 'get')

function kindProblems(
  where: string,
  value: unknown,
  key: string,
  shapes: Readonly<Record<string, Shape>>,
): string[] {
  if (!isRecord(value)) return [`${where} is not a map`]
  const kind = value[key]
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined
  if (shape === undefined) {
    return [`${where}.${key} is not one of ${Object.keys(shapes).join(', ')}`]
  }
  const { [key]: _, ...rest } = value
  return within(where, rest, shape)
}

const within = (where: string, value: unknown, shape: Shape): string[] =>
  isRecord(value)
    ? shapeProblems(value, shape).map((problem) => `${where}.${problem}`)
    : [`${where} is not a map`]

function shapeProblems(value: Readonly<Record<string, unknown>>, shape: Shape): string[] {
  const found = Object.keys(shape.required)
    .filter((name) => value[name] === undefined)
    .map((name) => `${name} is missing`)
  const checks = { ...shape.required, ...shape.optional }
  for (const [name, inner] of Object.entries(value)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (check === undefined) {
      found.push(`${name} is unknown here; known: ${Object.keys(checks).join(', ')}`)
      continue
    }
    const wanted = inner === undefined ? undefined : check(inner)
    if (wanted !== undefined) found.push(`${name} is not ${wanted}`)
  }
  return found
}
