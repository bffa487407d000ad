import { phaseOf } from '../api/instance-phase.ts'
import {
  type BlankField,
  type RemoteInstance,
  type RemotePort,
  type ShownField,
  shownField,
} from '../api/remote.ts'
import { toBody } from '../definitions/create-body.ts'
import { normalForm } from '../definitions/digest.ts'
import type { CreateBody, InstanceSpec } from '../definitions/instance-spec.ts'
import { showReferences } from '../definitions/interpolation/print-template.ts'
import { parseTemplate } from '../definitions/interpolation/template.ts'
import { splitPorts } from '../definitions/validation/port.ts'
import { type Json, mask, reveal, Secret, secretsIn, type WithSecrets } from '../model/secret.ts'
import { FIELDS, type FieldName } from '../schema/fields.generated.ts'
import type { Change, ChangeWay } from './change.ts'

/** What of a definition agrees with an instance of the account, as far as the list gives it back. */
export interface Comparison {
  /** `from` is what the account has, `to` what the definition says. */
  readonly differences: readonly Change[]
  /** Fields that the definition sets and no answer of the API gives back. */
  readonly unchecked: readonly string[]
}

/**
 * Compares a body with what the list reports. Numbers as text, the order of ports and envs, unset and empty,
 * and an unset cluster make no difference. API facts §11.6.
 */
export function compareWithAccount(body: CreateBody, remote: RemoteInstance): Comparison {
  const differences: Change[] = []
  const unchecked: string[] = []
  for (const field of Object.keys(FIELDS) as FieldName[]) {
    const verdict = compareField(field, body, remote)
    if (verdict === 'same') continue
    if (verdict === 'unchecked') unchecked.push(field)
    else differences.push({ field, ...verdict, takes: wayOf(field, verdict.from, verdict.to) })
  }
  return { differences, unchecked }
}

/** The fields that an instance shows as empty: of one that is on its way they may be told later. */
export function untoldIn(remote: RemoteInstance): ReadonlySet<string> {
  const lists = (['ports', 'envs', 'networkStorages'] as const).filter(
    (field) => remote[field]?.length === 0,
  )
  const numbers = (['gpuNum', 'rootfsSize'] as const).filter((field) => remote[field] === 0)
  return new Set([...lists, ...numbers])
}

type Verdict = 'same' | 'unchecked' | { readonly from: Json | undefined; readonly to: Json }

function compareField(field: FieldName, body: CreateBody, remote: RemoteInstance): Verdict {
  const value = body[field]
  if (value === undefined || isEmpty(value)) return 'same'
  switch (field) {
    case 'name':
    case 'kind':
    case 'productId':
    case 'clusterId':
    case 'networkId':
    case 'billingMode':
      return compareText(value, remote, field)
    case 'imageAuthId':
      return remote[field] === undefined
        ? compareScalar(value, blankIn(remote, field))
        : compareText(value, remote, field)
    case 'imageUrl':
      return compareText(value, remote, field, canonicalImage)
    case 'gpuNum':
    case 'rootfsSize':
      return compareScalar(value, remote[field])
    case 'command':
    case 'entrypoint':
      return withoutAccount(compareScalar(value, remote[field]?.reveal() ?? blankIn(remote, field)))
    case 'ports':
      return comparePorts(value, remote.ports, toolPorts(body))
    case 'envs':
      return compareEnvs(value, remote)
    case 'networkStorages':
      return compareStorages(value, remote)
    default:
      return 'unchecked'
  }
}

/** The text of a field that the account shows as empty. What is on its way may show it later. */
const blankIn = (remote: RemoteInstance, field: BlankField): string | undefined =>
  remote.blank?.includes(field) && phaseOf(remote) !== 'moving' ? '' : undefined

/** What is shown of the account's value of a secret. */
export const MASKED = '(secret)'

/** What is shown of a variable that the account does not have. */
export const UNSET = '(unset)'

/** Whether a field says nothing: unset and empty are one. */
export const isUnset = (value: WithSecrets | undefined): boolean =>
  value === undefined || isEmpty(value)

const isEmpty = (value: WithSecrets): boolean =>
  value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0)

function compareScalar(
  value: WithSecrets,
  account: string | number | undefined,
  canonical: (text: string) => string = (text) => text,
): Verdict {
  if (account === undefined) return 'unchecked'
  if (canonical(String(reveal(value))) === canonical(String(account))) return 'same'
  // What the account has in the place of a secret may be an older value of that secret.
  return { from: value instanceof Secret ? MASKED : account, to: mask(value) }
}

/** As `compareScalar`, but what the account has is shown without a secret that the service repeats there. */
function compareText(
  value: WithSecrets,
  remote: RemoteInstance,
  field: ShownField,
  canonical?: (text: string) => string,
): Verdict {
  const verdict = compareScalar(value, remote[field], canonical)
  if (typeof verdict === 'string' || value instanceof Secret) return verdict
  return { from: shownField(remote, field), to: verdict.to }
}

/** A command in the account may hold what somebody typed there by hand: it differs, and no more is said. */
const withoutAccount = (verdict: Verdict): Verdict =>
  typeof verdict === 'string' ? verdict : { from: MASKED, to: verdict.to }

/** Docker's own short forms: the default registry and the default tag may be written out on one side only. */
export function canonicalImage(image: string): string {
  const short = image.replace(/^(?:docker\.io|index\.docker\.io)\//, '').replace(/^library\//, '')
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`
}

function comparePorts(
  value: WithSecrets,
  account: readonly RemotePort[] | undefined,
  tools: ReadonlySet<string>,
): Verdict {
  if (account === undefined) return 'unchecked'
  const wanted = portsIn(String(reveal(value)))
  const own = ownPorts(account, wanted, tools)
  if (own.join() === wanted.join()) return 'same'
  return value instanceof Secret
    ? { from: MASKED, to: value.shown }
    : { from: own.join(', '), to: wanted.join(', ') }
}

/** The ports of a definition, as `22/tcp`, in order. */
export const portsIn = (text: string): readonly string[] =>
  sortedPorts(splitPorts(text).map(({ text: port }) => port))

/**
 * The ports of an instance in the same form. A tool opens one of its own, which is shown among the others; and one of a type that
 * no file can ask for, as `22/ssh`, the service opened for itself.
 */
export const ownPorts = (
  account: readonly RemotePort[],
  wanted: readonly string[],
  tools: ReadonlySet<string>,
): readonly string[] => shownPorts(account).filter((port) => !isOfOthers(port, wanted, tools))

/** The ports that an instance shows beside its own. */
export const otherPorts = (
  account: readonly RemotePort[],
  wanted: readonly string[],
  tools: ReadonlySet<string>,
): readonly string[] => shownPorts(account).filter((port) => isOfOthers(port, wanted, tools))

const isOfOthers = (port: string, wanted: readonly string[], tools: ReadonlySet<string>): boolean =>
  !wanted.includes(port) && (tools.has(port) || isOfService(port))

/** Whether no call takes a port, since its type is none that can be asked for. One of an untold type may be anybody's. */
export const isOfService = (port: string): boolean => !/\/(?:tcp|http)?$/.test(port)

/** All ports that an instance shows, in the same form: those of tools too. */
export const shownPorts = (account: readonly RemotePort[]): readonly string[] =>
  sortedPorts(account.map(({ port, type }) => `${port}/${type.toLowerCase()}`))

const sortedPorts = (ports: readonly string[]): readonly string[] =>
  ports.toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))

/** The ports that the tools of a definition open, as `8888/http`. */
export function toolPorts({ tools }: CreateBody): ReadonlySet<string> {
  const list = (Array.isArray(tools) ? reveal(tools) : []) as readonly {
    port?: unknown
    type?: unknown
  }[]
  return new Set(list.map(({ port, type }) => `${port}/${type}`))
}

/**
 * Only what the definition sets: the platform may add variables of its own. Of the account's only the names are told: what
 * it has in the place of a plain setting may be a secret of somebody.
 */
function compareEnvs(value: WithSecrets, { envs }: RemoteInstance): Verdict {
  if (envs === undefined) return 'unchecked'
  const account = new Map(envs.map(({ key, value: text }) => [key, text.reveal()]))
  const wanted = value as readonly { readonly key: string; readonly value: string | Secret }[]
  const off = wanted.filter(({ key, value: text }) => account.get(key) !== reveal(text))
  if (off.length === 0) return 'same'
  const from = off.map(({ key }) => ({ key, value: account.has(key) ? MASKED : UNSET }))
  return { from, to: off.map(({ key, value: text }) => ({ key, value: mask(text) })) }
}

function compareStorages(
  value: WithSecrets,
  { networkStorages, concealed }: RemoteInstance,
): Verdict {
  if (networkStorages === undefined) return 'unchecked'
  const inWords = (list: Json) =>
    (list as readonly { Id: Json; mountPoint: Json }[]).map(
      ({ Id, mountPoint }) => `${Id} at ${mountPoint}`,
    )
  const wanted = inWords(reveal(value))
  const present = networkStorages.map(({ id, mountPoint }) => `${id} at ${mountPoint}`)
  if (wanted.toSorted().join() === present.toSorted().join()) return 'same'
  return secretsIn(value).length > 0
    ? { from: MASKED, to: inWords(mask(value)) }
    : { from: concealed?.networkStorages ?? present, to: wanted }
}

/**
 * What counts as applied where somebody else made the instance: the definition, with what the account has wherever the two
 * differ. The name is left out: whoever records an instance under a name says that it is the one.
 */
export function bodyInAccount(body: CreateBody, remote: RemoteInstance): CreateBody {
  const made: { [field: string]: WithSecrets } = { ...body }
  for (const { field, from } of compareWithAccount(body, remote).differences) {
    switch (field) {
      case 'name':
        break
      case 'envs':
        made.envs = envsInAccount(body.envs, from)
        break
      case 'networkStorages':
        made.networkStorages = (remote.networkStorages ?? []).map(({ id, mountPoint }) => ({
          Id: id,
          mountPoint,
        }))
        break
      default:
        if (from === undefined) delete made[field]
        else made[field] = from
    }
  }
  return made
}

/** The variables of a definition, those that differ with no more than that they do, those that the account lacks left out. */
function envsInAccount(wanted: WithSecrets | undefined, off: Json | undefined): WithSecrets {
  const differing = new Map(
    (off as readonly { key: string; value: string }[]).map(({ key, value }) => [key, value]),
  )
  return (wanted as readonly { readonly key: string; readonly value: WithSecrets }[]).flatMap(
    (env) => {
      const value = differing.get(env.key)
      if (value === undefined) return [env]
      return value === UNSET ? [] : [{ key: env.key, value }]
    },
  )
}

/** What differs between what was applied and what the definition says now; both masked, both in normal form. */
export function changesBetween(applied: Json | undefined, spec: InstanceSpec): readonly Change[] {
  const before = toBody(applied)
  const left = meaningOf(before)
  const right = meaningOf(spec.body)
  return (Object.keys(FIELDS) as FieldName[])
    .filter(
      (field) =>
        JSON.stringify(left[field]) !== JSON.stringify(right[field]) &&
        !differsInMaskOnly(before[field], spec, field),
    )
    .map((field) => {
      const from = maskedField(before, field)
      const to = maskedField(spec.body, field)
      const takes = field === 'imageAuth' && savesLogin(spec) ? 'upgrade' : wayOf(field, from, to)
      return { field, from, to, takes }
    })
}

/**
 * The normal form, in which the way of paying that counts where none is written is not written. Not that of a digest: the
 * digests of a ledger, and the keys of entries without a name, stay as they are.
 */
function meaningOf(body: CreateBody): CreateBody {
  const { month, billingMode, ...rest } = normalForm(body)
  if (billingOf(body) === PAY_AS_YOU_GO) return rest
  return {
    ...rest,
    ...(month === undefined || isEmpty(month) ? {} : { month }),
    ...(billingMode === undefined ? {} : { billingMode }),
  }
}

const PAY_AS_YOU_GO = 'ondemand'

/** How a body is billed, in lower case: months force monthly, and nothing said means on demand. Facts §1. */
export function billingOf({ billingMode, month }: CreateBody): string {
  if (Number(reveal(month ?? 0)) > 0) return 'monthly'
  return isUnset(billingMode) ? PAY_AS_YOU_GO : String(reveal(billingMode ?? '')).toLowerCase()
}

/** Where the id of a saved credential takes the place of one in the file, the call for the one does away with the other. */
const savesLogin = ({ body }: InstanceSpec): boolean =>
  !hasInlineLogin(body) && body.imageAuthId !== undefined && !isEmpty(body.imageAuthId)

/** Whether a body has the credential of its image written out. */
export const hasInlineLogin = ({ imageAuth }: CreateBody): boolean =>
  imageAuth !== undefined && reveal(imageAuth) !== ''

/**
 * A variable is masked where it is used for something secret in the same run, so another choice of files masks another
 * one: then one side has the value and the other the reference that brought it. That is not a change of the definition.
 */
function differsInMaskOnly(
  before: WithSecrets | undefined,
  { body, definition }: InstanceSpec,
  field: FieldName,
): boolean {
  const now = body[field]
  if (before === undefined || now === undefined) return false
  if (now instanceof Secret) return before === now.reveal()
  const written = definition.fields.find(({ key }) => key === field)?.value
  if (written?.kind !== 'scalar' || typeof written.value !== 'string') return false
  return written.value.includes('$') && before === showReferences(parseTemplate(written.value))
}

const maskedField = (body: CreateBody, field: FieldName): Json | undefined => {
  const value = body[field]
  return value === undefined ? undefined : mask(value)
}

/**
 * A disk grows in place and never shrinks, of whatever size it was where nobody said; and who pays as he goes can turn to
 * months; every other field has one way.
 */
export function wayOf(field: FieldName, from: Json | undefined, to: Json | undefined): ChangeWay {
  switch (field) {
    case 'rootfsSize':
      return from === undefined || Number(to) > Number(from) ? 'edit' : 'replace'
    case 'month':
      return Number(to ?? 0) > 0 ? 'pay' : 'replace'
    case 'billingMode':
      return to === 'monthly' && from !== 'spot' ? 'pay' : 'replace'
    default:
      return FIELDS[field].change
  }
}
