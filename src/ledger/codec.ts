import { crc32 } from './file-store/crc32.ts'
import { INSTANCE_OPERATIONS, OPERATION_CAUSES } from './operation.ts'
import type { LedgerRecord } from './record.ts'

/**
 * The newest format this program writes. A line with a higher one is from a newer ppi-apply and is never guessed at.
 * Each type has its own (`formatOf`): who never changes an instance writes lines that an older ppi-apply reads.
 */
export const FORMAT = 3

const OLDEST_FORMAT = 1

const SECOND_FORMAT = 2

/** The types that came with the second format. */
const OF_SECOND_FORMAT: ReadonlySet<LedgerRecord['type']> = new Set([
  'operation',
  'settled',
  'protected',
  'moved',
  'locked',
  'unlocked',
  'still',
  'copied',
])

/**
 * An older reader would take an attempt whose id is disowned for made, one whose run sleeps for over, and what an instance
 * has already for a change.
 */
function formatOf({ type, disowns }: { type: LedgerRecord['type']; disowns?: unknown }): number {
  if (type === 'sender' || type === 'applied') return FORMAT
  if (type === 'unknown' && disowns !== undefined) return FORMAT
  return OF_SECOND_FORMAT.has(type) ? SECOND_FORMAT : OLDEST_FORMAT
}

/** What one line of the file turned out to be. */
export type Decoded =
  | {
      readonly kind: 'record'
      readonly record: LedgerRecord
      /** Set in a line of a shared ledger. */
      readonly link: Link | undefined
    }
  /** `what` ends "the line …". `intact`: its checksum is right, so it is there as it was written. */
  | { readonly kind: 'damage'; readonly what: string; readonly intact: boolean }
  | ({ readonly kind: 'newer' } & NewerLine)

/** What can be told of a line whose format is not known here. */
export interface NewerLine {
  readonly format: number
  /** What the line says it is, if it says it in a way that is understood here. */
  readonly type: string | undefined
}

/** What ties a line of a shared ledger to the one before it, so that a ledger that was put back or edited is noticed. */
export interface Link {
  /** Random: two runs that write the same still write different lines. */
  readonly uid: string
  /** Checksum of the line before (`checksumOf`); `undefined` in the first one. */
  readonly prev: string | undefined
}

/**
 * One record as a line of the file, without the line feed: JSON with its members in a fixed order and, last,
 * the CRC-32 of all that is before it.
 */
export const encode = (record: LedgerRecord): string => sealed(record, undefined)

/** The same for a line of a shared ledger. */
export const encodeLinked = (record: LedgerRecord, link: Link): string => sealed(record, link)

function sealed(record: LedgerRecord, link: Link | undefined): string {
  const { type, time, seq, ...members } = record
  // JSON.stringify leaves out what is undefined.
  const text = JSON.stringify({
    v: formatOf(record),
    seq,
    type,
    time,
    ...Object.fromEntries(checks(type).map(([name]) => [name, Reflect.get(members, name)])),
    uid: link?.uid,
    prev: link?.prev,
  })
  const rest = text.slice(0, -1)
  return `${rest}${sealOf(rest)}`
}

/** Reads a line that `encode` wrote. Members that it does not know are passed over. */
export function decode(line: string): Decoded {
  // First of all, since a newer format may keep its checksum elsewhere, or may be no JSON behind its number.
  const value = parseJson(line)
  const newer = newerIn(line, value)
  if (newer !== undefined) return { kind: 'newer', ...newer }
  if (value === undefined) return damage('is not whole: it is not JSON')
  if (!isObject(value)) return damage('is not a ledger record: it is not a JSON object')
  if (!isFormat(value.v)) return damage('is not a ledger record: it has no format number "v"')
  const rest = line.slice(0, -SEAL.length)
  if (!line.endsWith(sealOf(rest))) {
    return damage(
      SEAL_SHAPE.test(line.slice(rest.length))
        ? 'was changed after it was written: its checksum does not fit'
        : 'has no checksum at its end',
    )
  }
  return toRecord(value)
}

/** Whether a line, or what is left of one, is of a newer format. */
export const newerLine = (line: string): NewerLine | undefined => newerIn(line, parseJson(line))

function newerIn(line: string, value: unknown): NewerLine | undefined {
  if (isObject(value)) {
    const { v: format, type } = value
    if (typeof format !== 'number' || format <= FORMAT) return undefined
    return { format, type: typeof type === 'string' ? type : undefined }
  }
  const format = Number(BEGINNING.exec(line)?.[1] ?? 0)
  return format > FORMAT ? { format, type: undefined } : undefined
}

/** Every format, whatever it is like otherwise, begins with its number. */
const BEGINNING = /^\s*\{\s*"v"\s*:\s*(\d+)/

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toRecord(value: Record<string, unknown>): Decoded {
  const { v: format, type, time, seq } = value
  if (!isType(type))
    return damage(`is of an unknown type: ${String(JSON.stringify(type)).slice(0, 60)}`, true)
  if (format !== formatOf({ type, disowns: value.disowns })) {
    return damage(`is of the type ${type}, which lines of format ${format} do not have`, true)
  }
  if (!isTime(time)) return damage('has no valid "time"', true)
  if (seq !== undefined && !isCount(seq)) return damage('has no valid "seq"', true)
  const record: Record<string, unknown> = { type, time, seq }
  for (const [name, isValid] of checks(type)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined
    if (!isValid(member)) return damage(`has no valid "${name}"`, true)
    record[name] = member
  }
  // The table of members is checked against the type, so this cast is as good as the table.
  return { kind: 'record', record: record as unknown as LedgerRecord, link: linkIn(value) }
}

function linkIn({ uid, prev }: Record<string, unknown>): Link | undefined {
  if (typeof uid !== 'string') return undefined
  return { uid, prev: typeof prev === 'string' ? prev : undefined }
}

/** The last member of a line and its end. */
const SEAL = ',"crc":"00000000"}'
const SEAL_SHAPE = /^,"crc":"[0-9a-f]{8}"\}$/

const sealOf = (rest: string): string => `,"crc":"${crc32(rest).toString(16).padStart(8, '0')}"}`

const damage = (what: string, intact = false): Decoded => ({ kind: 'damage', what, intact })

const isFormat = (value: unknown): boolean =>
  value === OLDEST_FORMAT || value === SECOND_FORMAT || value === FORMAT

type Check = (value: unknown) => boolean

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText: Check = (value) => typeof value === 'string'
const isWord: Check = (value) => typeof value === 'string' && value !== ''
/** Stores make names and statements of it. */
const isLock: Check = (value) => typeof value === 'string' && /^[0-9a-f]{12}$/.test(value)
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isTrue: Check = (value) => value === true
const isBoolean: Check = (value) => typeof value === 'boolean'
const isState: Check = (value) =>
  isObject(value) &&
  optional(isText)(value.status) &&
  optional(isWords)(value.ports) &&
  optional(isNumber)(value.rootfsSize) &&
  optional(isNumber)(value.endsAt) &&
  optional(isNumber)(value.months)
const isNumber: Check = (value) => typeof value === 'number'
const isJson: Check = (value) => value !== undefined
/** As messages call a ledger: an address of one of three forms, or an absolute path. It becomes part of advice. */
const isLedger: Check = (value) => typeof value === 'string' && LEDGER.test(value)
const LEDGER = new RegExp(
  [
    String.raw`^postgres://(?:[\w.!~*'()%-]+@)?[\w.:[\]-]+/[\w.!~*'()%-]+\?ledger=[\w.-]+(?:&sslmode=disable)?$`,
    String.raw`^s3://[\w.-]+/[\w./-]+\?region=[\w-]+(?:&endpoint=https?://[^\s/?#&@\p{Cc}\p{Cf}]+&addressing=\w+)?$`,
    String.raw`^git:[^\s\p{Cc}\p{Cf}\p{Cs}]+#[^\s\p{Cc}\p{Cf}\p{Cs}]+$`,
    String.raw`^(?:/|[A-Za-z]:[\\/]|\\\\)`,
  ].join('|'),
  'u',
)
const isWords: Check = (value) => Array.isArray(value) && value.every(isWord)
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value))
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value)

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

type RecordOf<Type extends LedgerRecord['type']> = Extract<LedgerRecord, { type: Type }>

const LOCK_MEMBERS = {
  lock: isLock,
  user: isText,
  host: isText,
  pid: isCount,
  command: isText,
  machine: optional(isText),
  boot: optional(isText),
  space: optional(isText),
  started: optional(isText),
}

/** The members of each type besides those of every line, in the order in which they are written. */
const MEMBERS = {
  opened: {
    version: isText,
    service: isWord,
    salt: isWord,
    account: optional(isWord),
    ledgerId: optional(isWord),
  },
  intent: {
    attempt: isWord,
    key: isWord,
    name: optional(isText),
    digest: isWord,
    spec: isJson,
    seen: optional(isWords),
    listed: optional(isTrue),
    replaces: isWords,
    supersedes: optional(isWords),
    rung: optional(isCount),
    hourly: optional(isNumber),
    marker: optional(isWord),
    skewMs: optional(isNumber),
    limitMs: optional(isNumber),
    settleMs: optional(isNumber),
    file: optional(isWord),
    protect: optional(isTrue),
  },
  created: { attempt: isWord, key: isWord, id: isWord, how: oneOf('answered', 'found') },
  rejected: { attempt: isWord, key: isWord, reason: isText },
  'not-sent': { attempt: isWord, key: isWord, reason: isText },
  unknown: {
    attempt: isWord,
    key: isWord,
    reason: isText,
    refused: optional(isTrue),
    disowns: optional(isWord),
  },
  adopted: {
    key: isWord,
    name: optional(isText),
    digest: optional(isWord),
    spec: optional(isJson),
    id: isWord,
    listed: optional(isTrue),
    settles: isWords,
    file: optional(isWord),
    protect: optional(isTrue),
  },
  forgotten: { key: isWord, attempts: isWords, ids: isWords },
  operation: {
    attempt: isWord,
    key: isWord,
    name: optional(isText),
    id: isWord,
    operation: oneOf(...INSTANCE_OPERATIONS),
    from: isState,
    to: isState,
    because: oneOf(...OPERATION_CAUSES),
    spec: optional(isJson),
    digest: optional(isWord),
    hourly: optional(isNumber),
    madeAt: optional(isTime),
  },
  settled: {
    attempt: isWord,
    key: isWord,
    id: isWord,
    operation: oneOf(...INSTANCE_OPERATIONS),
    result: oneOf('done', 'rejected', 'not-sent', 'unknown', 'given-up'),
    how: optional(oneOf('answered', 'seen', 'said')),
    end: optional(oneOf('gone', 'removed', 'was-gone')),
    because: optional(oneOf(...OPERATION_CAUSES)),
    madeAt: optional(isTime),
    reason: optional(isText),
  },
  protected: { key: isWord, id: isWord, protect: isBoolean },
  moved: { key: isWord, file: isWord },
  applied: { key: isWord, id: isWord, digest: isWord, spec: isJson },
  locked: {
    ...LOCK_MEMBERS,
    leaseMs: isCount,
    over: optional(isLock),
  },
  unlocked: { lock: isLock, by: oneOf('holder', 'person') },
  still: { lock: isLock },
  copied: { way: oneOf('to', 'begun', 'from'), ledger: isLedger },
  sender: { ...LOCK_MEMBERS, ledger: isLedger, attempts: isWords },
} satisfies {
  [Type in LedgerRecord['type']]: Record<
    Exclude<keyof RecordOf<Type>, 'type' | 'time' | 'seq'>,
    Check
  >
}

/** The same as lists, made once and not for each of many lines. */
const checksOf: ReadonlyMap<string, readonly (readonly [string, Check])[]> = new Map(
  Object.entries(MEMBERS).map(([type, members]) => [type, Object.entries<Check>(members)]),
)

const checks = (type: LedgerRecord['type']): readonly (readonly [string, Check])[] =>
  checksOf.get(type) ?? []

const isType = (value: unknown): value is LedgerRecord['type'] =>
  typeof value === 'string' && Object.hasOwn(MEMBERS, value)
