import { createHash } from 'node:crypto'
import type { CreateBody, EntryKey } from '../definitions/instance-spec.ts'
import type { AttemptId } from '../ledger/record.ts'
import type { WithSecrets } from '../model/secret.ts'
import { LIMIT_SETS, type LimitSet } from '../schema/limit-sets.ts'

/** The variable that `apply` adds to what it creates: the service gives variables back, and has no other label. */
export const MARKER_KEY = 'PPI_APPLY_ID'

/** What a marker says, as hexadecimal digits: no name, and nothing of the key of the account. */
export interface Marker {
  /** Which ledger the attempt is in. */
  readonly ledger: string
  /** Which entry it is of: `markOf` its key. */
  readonly entry: string
  readonly attempt: string
}

const MARKER = /^1\.(?<ledger>[0-9a-f]{8})\.(?<entry>[0-9a-f]{8})\.(?<attempt>[0-9a-f]{16})$/

/** The value of the variable for one attempt: `1.<ledger>.<entry>.<attempt>`. */
export const markerText = (ledgerId: string, key: EntryKey, attempt: AttemptId): string =>
  `1.${ledgerId}.${markOf(key)}.${ATTEMPT.test(attempt) ? attempt : digits(attempt, 16)}`

/** Reads a value of the variable; `undefined` for what no ppi-apply of this format wrote. */
export function parseMarker(text: string | undefined): Marker | undefined {
  const { ledger, entry, attempt } = MARKER.exec(text ?? '')?.groups ?? {}
  return ledger === undefined || entry === undefined || attempt === undefined
    ? undefined
    : { ledger, entry, attempt }
}

/** What a marker calls an entry. */
export const markOf = (key: EntryKey): string => digits(key, 8)

/** The value of the variable in an instance of the account; `undefined` without it, or where no variables are shown. */
export const markerIn = (instance: {
  readonly envs:
    | readonly { readonly key: string; readonly value: { reveal(): string } }[]
    | undefined
}): string | undefined => instance.envs?.find(({ key }) => key === MARKER_KEY)?.value.reveal()

/** What stands for the marker in a body that is only shown: each attempt has its own. */
export const MARKER_SHOWN = '(made by apply for each attempt)'

/** Why an entry goes without a marker; `undefined` where it can have one. */
export function markerObstacle(
  body: CreateBody,
  limits: LimitSet = 'reference',
): 'full' | 'own' | undefined {
  const envs = envsOf(body)
  if (envs.some(({ key }) => key === MARKER_KEY)) return 'own'
  return envs.length >= LIMIT_SETS[limits].envs ? 'full' : undefined
}

/** The body as it is sent: with one more variable. */
export const withMarker = (body: CreateBody, marker: string): CreateBody => ({
  ...body,
  envs: [...envsOf(body), { key: MARKER_KEY, value: marker }],
})

const envsOf = ({ envs }: CreateBody): readonly { readonly [member: string]: WithSecrets }[] =>
  (Array.isArray(envs) ? envs : []) as readonly { readonly [member: string]: WithSecrets }[]

const ATTEMPT = /^[0-9a-f]{16}$/

const digits = (text: string, count: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, count)
