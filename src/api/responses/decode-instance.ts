import { isCredentialName } from '../../definitions/secrets/credential.ts'
import { MASK, type Scrub, scrub, scrubber } from '../../definitions/secrets/redact.ts'
import { sentence } from '../../http/plain-text.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { Secret } from '../../model/secret.ts'
import {
  BLANK_FIELDS,
  type InstanceDetails,
  type RemoteInstance,
  type RemotePort,
  type RemoteTool,
  SHOWN_FIELDS,
  type ShownField,
} from '../remote.ts'
import { isState } from '../state-word.ts'
import { errorBeside } from './error-beside.ts'
import {
  booleanIn,
  cleanIn,
  idIn,
  isObject,
  listIn,
  member,
  numberIn,
  textIn,
  toNumber,
  type Wire,
} from './read-json.ts'

/** One page of the list as it came. `odd` says what could not be understood; the rest is what could. */
export interface Page {
  readonly instances: readonly RemoteInstance[]
  /** Items on the page, understood or not: an empty page ends a walk, an unreadable one does not. */
  readonly size: number
  /** How many instances the service puts on a page, if it says so. */
  readonly pageSize: number | undefined
  /** How many instances there are, if the service says so: in the account, or only on this page. */
  readonly total: number | undefined
  readonly odd: string | undefined
}

/** Reads one page of `GET /gpu/instances`. Without an `instances` array it proves nothing. */
export function toPage(json: unknown, clean: Scrub): Page {
  const nothing = { instances: [], size: 0, total: undefined, pageSize: undefined }
  if (!isObject(json)) return { ...nothing, odd: 'the list is not a JSON object' }
  const total = toTotal(member(json, 'total'))
  const given = member(json, 'instances')
  // A service written in Go gives null for no instances; a total beside it shows that it means a list.
  const items = given === null && typeof total === 'number' ? [] : given
  if (!Array.isArray(items)) return { ...nothing, odd: 'the list has no `instances`' }
  // One look at the whole page, since nearly every page has no secret in it.
  const whole = JSON.stringify(items)
  const scrubbed: Scrub = clean(whole) === whole ? (text) => text : clean
  const instances = items.map((item) => toRemoteInstance(item, scrubbed))
  const readable = instances.filter((instance) => instance !== undefined)
  const pageSize = numberIn(json, 'pageSize')
  const error = errorBeside(json)
  const oddItem = instances.indexOf(undefined)
  const odd =
    oddItem !== -1
      ? `item ${oddItem + 1} of a page of the list has no usable id, name or status`
      : total === 'odd'
        ? 'the `total` of the list is not a number'
        : error === undefined
          ? undefined
          : `the list has an error beside it (${sentence(clean(error), 100)})`
  return {
    instances: readable,
    size: items.length,
    pageSize: pageSize !== undefined && pageSize > 0 ? pageSize : undefined,
    total: total === 'odd' ? undefined : total,
    odd,
  }
}

/**
 * Reads one instance of a list or a get. `undefined` when id, name or status is of a kind that cannot be
 * compared; a member that is odd elsewhere counts as not reported. Passwords are not taken over.
 */
export function toRemoteInstance(item: unknown, scrubbed: Scrub): RemoteInstance | undefined {
  if (!isObject(item)) return undefined
  const envs = listIn(item, 'envs', toEnv)
  const clean = withOwn(scrubbed, envs)
  const id = idIn(item, 'id')
  const name = member(item, 'name') ?? ''
  const status = statusOf(item)
  if (id === undefined || typeof name !== 'string' || status === undefined) return undefined
  const network = member(item, 'network')
  const instance: RemoteInstance = {
    id: id as InstanceId,
    name,
    status: isState(status) ? status : clean(status),
    statusError: statusErrorOf(item, clean),
    spotStatus: cleanIn(item, 'spotStatus', clean),
    kind: textIn(item, 'kind'),
    productId: idIn(item, 'productId'),
    productName: cleanIn(item, 'productName', clean),
    clusterId: idIn(item, 'clusterId'),
    gpuNum: numberIn(item, 'gpuNum'),
    rootfsSize: numberIn(item, 'rootfsSize'),
    imageUrl: textIn(item, 'imageUrl'),
    imageAuthId: idIn(item, 'imageAuthId'),
    command: secretIn(item, 'command'),
    entrypoint: secretIn(item, 'entrypoint'),
    billingMode: textIn(item, 'billingMode'),
    ports: listIn(item, 'portMappings', (port) => toPort(port, clean)),
    envs,
    networkStorages: networkStoragesOf(item),
    networkId: idIn(item, 'networkId') ?? (isObject(network) ? idIn(network, 'id') : undefined),
    createdAt: toSeconds(member(item, 'createdAt')),
    endsAt: toSeconds(member(item, 'endTime')),
    spotReclaimAt: toSeconds(member(item, 'spotReclaimTime')),
  }
  const concealed = concealedIn(instance, clean)
  const blank = BLANK_FIELDS.filter((field) => member(item, field) === '')
  return {
    ...instance,
    ...(concealed === undefined ? {} : { concealed }),
    ...(blank.length === 0 ? {} : { blank }),
  }
}

/** A string that may hold what somebody typed there by hand. */
const secretIn = (item: Wire, name: string): Secret | undefined => {
  const text = textIn(item, name)
  return text === undefined ? undefined : new Secret(text, MASK)
}

/** What an instance was given may be in its error, also where this run does not know it: no file need be there. */
function withOwn(clean: Scrub, envs: RemoteInstance['envs']): Scrub {
  const own = (envs ?? []).flatMap(({ key, value }) =>
    isCredentialName(key) || value.reveal().length >= TELLING_FROM ? value.reveal() : [],
  )
  if (own.length === 0) return clean
  let scrubOwn: Scrub | undefined
  return (text) => {
    scrubOwn ??= scrubber(own)
    return scrubOwn(clean(text))
  }
}

/** A shorter value of a variable whose name says nothing is a setting, such as `prod` or `8080`. */
const TELLING_FROM = 8

/** The fields with a secret in them; `undefined` for none, as nearly always. */
function concealedIn(instance: RemoteInstance, clean: Scrub): RemoteInstance['concealed'] {
  const found: { [field in ShownField | 'networkStorages']?: string } = {}
  for (const field of SHOWN_FIELDS) {
    const text = instance[field]
    const shown = text === undefined ? undefined : clean(text)
    if (shown !== undefined && shown !== text) found[field] = shown
  }
  const mounts = JSON.stringify(instance.networkStorages ?? [])
  if (clean(mounts) !== mounts) found.networkStorages = MASK
  return Object.keys(found).length === 0 ? undefined : found
}

/** Reads the answer of a get, which is the instance itself; some clients met it wrapped. */
export function toInstanceDetails(json: unknown, clean: Scrub): InstanceDetails | undefined {
  const item = unwrapped(json)
  const instance = toRemoteInstance(item, clean)
  if (instance === undefined || !isObject(item)) return undefined
  return {
    ...instance,
    keepDataDays: daysIn(item, 'keepDataDay'),
    ssh: sshOf(item, clean),
    tools: [
      toTool('Jupyter', member(item, 'connectComponentJupyter'), clean),
      toTool('web terminal', member(item, 'connectComponentWebTerminal'), clean),
    ].filter((tool) => tool !== undefined),
  }
}

function toTotal(value: unknown): number | 'odd' | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const total = toNumber(value)
  return total !== undefined && Number.isInteger(total) && total >= 0 ? total : 'odd'
}

/** A string, or an object with the state inside as the newer API has it; `''` when there is none. */
function statusOf(item: Wire): string | undefined {
  const status = member(item, 'status') ?? ''
  if (typeof status === 'string') return status
  if (!isObject(status)) return undefined
  return textIn(status, 'status') ?? textIn(status, 'state') ?? ''
}

function statusErrorOf(item: Wire, clean: Scrub): string | undefined {
  const error = member(item, 'statusError')
  if (typeof error === 'string') return error === '' ? undefined : sentence(clean(error))
  if (!isObject(error)) return undefined
  const parts = [textIn(error, 'state'), textIn(error, 'message')]
  const words = parts.filter((part) => part !== undefined).join(': ')
  return words === '' ? undefined : sentence(clean(words))
}

function toPort(item: Wire, clean: Scrub): RemotePort | undefined {
  const port = numberIn(item, 'port')
  if (port === undefined) return undefined
  return {
    port,
    type: cleanIn(item, 'type', clean) ?? '',
    endpoint: cleanIn(item, 'endpoint', clean),
  }
}

function toEnv(item: Wire): { readonly key: string; readonly value: Secret } | undefined {
  const key = textIn(item, 'key')
  const value = member(item, 'value') ?? ''
  if (key === undefined || !['string', 'number', 'boolean'].includes(typeof value)) return undefined
  return { key, value: new Secret(String(value), MASK) }
}

/** Network mounts only: a local disk is the product's own. `mountPath` here is `mountPoint` in a create. */
function networkStoragesOf(item: Wire): RemoteInstance['networkStorages'] {
  const mounts = listIn(item, 'volumeMounts', (mount) => {
    const type = textIn(mount, 'type')
    if (type === undefined) return undefined
    const id = idIn(mount, 'id') ?? ''
    const mountPoint = textIn(mount, 'mountPath') ?? textIn(mount, 'mountPoint') ?? ''
    return { type: type.toLowerCase(), id, mountPoint }
  })
  return mounts
    ?.filter(({ type }) => type === 'network')
    .map(({ id, mountPoint }) => ({ id, mountPoint }))
}

/** Unix seconds from seconds, milliseconds or a date; 0 and negative numbers mean "none" on this wire. */
function toSeconds(value: unknown): number | undefined {
  const number = toNumber(value)
  if (number !== undefined) {
    if (number <= 0) return undefined
    return number > 1e11 ? Math.floor(number / 1_000) : number
  }
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : Math.floor(time / 1_000)
}

/** Whole days; 0 is what this wire writes for a number that is not set. */
function daysIn(item: Wire, name: string): number | undefined {
  const days = numberIn(item, name)
  return days !== undefined && Number.isSafeInteger(days) && days > 0 ? days : undefined
}

function unwrapped(json: unknown): unknown {
  if (!isObject(json) || idIn(json, 'id') !== undefined) return json
  return [member(json, 'instance'), member(json, 'data')].find(isObject) ?? json
}

function sshOf(item: Wire, clean: Scrub): InstanceDetails['ssh'] {
  const component = member(item, 'connectComponentSSH')
  if (!isObject(component)) return undefined
  const command = textIn(component, 'sshCommand')
  if (command === undefined) return undefined
  const password = textIn(component, 'password') ?? textIn(item, 'sshPassword')
  return {
    command: new Secret(command, scrub(clean(command), password === undefined ? [] : [password])),
    password: password === undefined ? undefined : new Secret(password, MASK),
    isRunning: booleanIn(component, 'isRunning'),
  }
}

function toTool(name: string, component: unknown, clean: Scrub): RemoteTool | undefined {
  if (!isObject(component)) return undefined
  const address = textIn(component, 'address')
  if (address === undefined) return undefined
  const password = textIn(component, 'password')
  const masked = scrub(clean(address), password === undefined ? [] : [password])
  return {
    name,
    port: numberIn(component, 'port'),
    // Jupyter takes its token from the query.
    address: new Secret(address, masked.replace(/([?&#][^=&#]*=)[^&#]*/g, `$1${MASK}`)),
    username: cleanIn(component, 'username', clean),
    password: password === undefined ? undefined : new Secret(password, MASK),
    isRunning: booleanIn(component, 'isRunning'),
  }
}
