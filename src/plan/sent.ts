import type { RemoteInstance } from '../api/remote.ts'
import { envsIn } from '../definitions/create-body.ts'
import type { CreateBody } from '../definitions/instance-spec.ts'
import { type Json, mayHideSecret, Secret, type WithSecrets } from '../model/secret.ts'
import { compareWithAccount } from './difference.ts'
import { MARKER_KEY } from './marker.ts'
import type { Objection } from './reasons/match-reason.ts'

/** Stands for a string that the ledger masked: whatever the account has in its place may be it. */
const MASKED = new Secret('', '(secret)')

/**
 * The body of an attempt as the ledger has it. A string that shows a reference, or `(secret)`, is not what was sent: it
 * may be compared with nothing.
 */
export function knownBody(spec: Json | undefined): CreateBody | undefined {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return undefined
  return Object.fromEntries(
    Object.entries(spec).map(([field, value]) => [field, withoutMasked(value)]),
  )
}

function withoutMasked(value: Json): WithSecrets {
  if (typeof value === 'string') return mayHideSecret(value) ? MASKED : value
  if (Array.isArray(value)) return value.map(withoutMasked)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, withoutMasked(inner)]),
    )
  }
  return value
}

/**
 * In what an instance of the account is not what was sent; secrets are masked. Stricter than the
 * comparison of a plan: whatever was not asked for and is there counts as well. It decides whether a
 * stranger's instance is taken for ours, and a doubt too many costs nothing.
 */
export function differencesFromSent(
  sent: CreateBody,
  instance: RemoteInstance,
): readonly Objection[] {
  const { differences } = compareWithAccount(comparable(sent), instance)
  return [
    ...differences.map(
      ({ field, from, to }): Objection => ({
        code: 'field-differs',
        field,
        account: from,
        sent: to,
      }),
    ),
    ...UNASKED.flatMap(([field, inAccount]): readonly Objection[] => {
      const found = inAccount(instance, sent)
      return isUnset(sent[field]) && found !== undefined
        ? [{ code: 'field-not-sent', field, account: found }]
        : []
    }),
    ...envDifferences(sent, instance),
    ...billingDifference(sent, instance),
  ]
}

/** Without what is masked. */
function comparable(body: CreateBody): CreateBody {
  const fields = Object.entries(body).filter(([, value]) => value !== MASKED)
  return Object.fromEntries(
    fields.map(([field, value]) => [
      field,
      field === 'envs' ? envsIn(body).filter((env) => env.value !== MASKED) : value,
    ]),
  )
}

const isUnset = (value: WithSecrets | undefined): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** Fields that stay empty where nobody sets them, with what the account has there. */
const UNASKED: readonly (readonly [
  string,
  (instance: RemoteInstance, sent: CreateBody) => string | undefined,
])[] = [
  ['command', ({ command }) => shown(command)],
  ['entrypoint', ({ entrypoint }) => shown(entrypoint)],
  ['imageAuthId', ({ imageAuthId }) => imageAuthId],
  ['networkId', ({ networkId }) => networkId],
  [
    'networkStorages',
    ({ networkStorages }) =>
      joined(networkStorages?.map(({ id, mountPoint }) => `${id} at ${mountPoint}`)),
  ],
  // A tool opens a port of its own.
  [
    'ports',
    ({ ports }, { tools }) =>
      isUnset(tools) ? joined(ports?.map(({ port, type }) => `${port}/${type}`)) : undefined,
  ],
]

const joined = (items: readonly string[] | undefined): string | undefined =>
  items === undefined || items.length === 0 ? undefined : items.join(', ')

/** A command of somebody else may hold a secret of theirs. */
const shown = (value: Secret | undefined): string | undefined =>
  value === undefined || value.reveal() === '' ? undefined : '(set)'

/** Variables whose value is masked must be there anyway, and no other may be. */
function envDifferences(sent: CreateBody, { envs }: RemoteInstance): readonly Objection[] {
  if (envs === undefined) return []
  const wanted = new Set(envsIn(sent).map(({ key }) => key))
  const present = new Set(envs.map(({ key }) => key))
  const masked = envsIn(sent).filter(({ value }) => value === MASKED)
  return [
    ...masked
      .filter(({ key }) => !present.has(key))
      .map(({ key }): Objection => ({ code: 'variable-missing', key })),
    ...[...present]
      // Whether the marker is right is judged separately.
      .filter((key) => !wanted.has(key) && key !== MARKER_KEY)
      .map((key): Objection => ({ code: 'variable-not-sent', key })),
  ]
}

/** Months force monthly billing, and nothing said means on demand. Facts §1. */
function billingDifference(
  { billingMode, month }: CreateBody,
  { billingMode: account }: RemoteInstance,
): readonly Objection[] {
  if (account === undefined || !isUnset(billingMode)) return []
  const sent = typeof month === 'number' && month > 0 ? 'monthly' : 'onDemand'
  return account.toLowerCase() === sent.toLowerCase()
    ? []
    : [{ code: 'field-differs', field: 'billingMode', account, sent }]
}
