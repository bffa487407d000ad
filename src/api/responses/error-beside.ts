import { isObject, toNumber, type Wire } from './read-json.ts'

/**
 * What in the body of a success speaks of an error, as `code: 500`; `undefined` where nothing does. Gateways and older
 * services answer 200 to everything and put the error into the body, sometimes beside an id. The documented answer is a
 * bare `{"id": "…"}`, so whatever is not known to mean success is taken for an error.
 */
export function errorBeside(body: Wire): string | undefined {
  for (const [name, value] of Object.entries(body)) {
    if (isError(name, value)) return `${name}: ${inWords(value)}`
  }
  return undefined
}

type Check = (value: unknown) => boolean

/** Members of every style of answer that was met, by their names in small letters alone. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...named(isBadCode, 'code', 'errorcode', 'errcode', 'errno', 'statuscode', 'retcode', 'ret'),
  ...named(isBadText, 'reason', 'message', 'msg', 'errormessage', 'errmessage', 'errmsg'),
  ...named(isBadText, 'errorreason', 'errordescription', 'detail', 'title'),
  ...named(isBadObject, 'error', 'errors', 'err', 'fault', 'exception'),
  ...named((value) => value === false || value === 'false', 'success', 'ok', 'succeeded'),
  // Also what an instance calls its state.
  ...named(isBadStatus, 'status', 'state', 'result'),
])

function named(check: Check, ...names: readonly string[]): (readonly [string, Check])[] {
  return names.map((name) => [name, check])
}

const isError = (name: string, value: unknown): boolean =>
  CHECKS.get(name.toLowerCase().replaceAll(/[^a-z]/g, ''))?.(value) ?? false

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** 0 and 200 mean that all is well, as numbers or as strings. */
function isBadCode(value: unknown): boolean {
  if (isNothing(value) || value === false) return false
  const code = toNumber(value)
  return code === undefined ? isBadText(value) : code !== 0 && code !== 200
}

function isBadText(value: unknown): boolean {
  if (isNothing(value)) return false
  return typeof value === 'string' ? !soundsWell(value) : isBadObject(value)
}

function isBadObject(value: unknown): boolean {
  if (isNothing(value) || value === false || value === 0) return false
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'string') return !soundsWell(value)
  if (!isObject(value)) return true
  return Object.entries(value).some(([name, inner]) => isError(name, inner))
}

function isBadStatus(value: unknown): boolean {
  const code = toNumber(value)
  if (code !== undefined) return code >= 300
  return typeof value === 'string' && /^(error|fail(ed|ure)?|rejected|denied)$/i.test(value.trim())
}

/** A string is of a success when it consists of such words alone: a "not" or an "already" among them is none. */
function soundsWell(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  return (
    words.some((word) => GOOD.test(word)) &&
    words.every((word) => FILLER.has(word) || GOOD.test(word))
  )
}

const GOOD =
  /^(ok|okay|success|successful|successfully|succeed|succeeded|created|accepted|done|(请求|操作|创建|实例|提交)*成功)$/

const FILLER: ReadonlySet<string> = new Set(
  'the a your instance request operation creation create call was is been has have and with'.split(
    ' ',
  ),
)

/** Short, and without what is nested; whoever shows it masks it first. */
const inWords = (value: unknown): string => (typeof value === 'object' ? 'an error' : String(value))
