import type { InstanceId } from '../ledger/entry.ts'
import { Secret } from '../spec/secret.ts'
import { sentence } from './plain-text.ts'
import {
  booleanIn,
  idIn,
  isObject,
  listIn,
  member,
  numberIn,
  textIn,
  toNumber,
  type Wire,
} from './read-json.ts'
import type { Scrub } from './refusal.ts'
import type { InstanceDetails, RemoteInstance, RemotePort, RemoteTool } from './remote.ts'
import { MASK, scrub } from './scrub.ts'

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
  const instances = items.map((item) => toRemoteInstance(item, clean))
  const readable = instances.filter((instance) => instance !== undefined)
  const pageSize = numberIn(json, 'pageSize')
  const oddItem = instances.indexOf(undefined)
  const odd =
    oddItem !== -1
      ? `item ${oddItem + 1} of a page of the list has no usable id, name or status`
      : total === 'odd'
        ? 'the `total` of the list is not a number'
        : undefined
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
export function toRemoteInstance(item: unknown, clean: Scrub): RemoteInstance | undefined {
  if (!isObject(item)) return undefined
  const id = idIn(item, 'id')
  const name = member(item, 'name') ?? ''
  const status = statusOf(item)
  if (id === undefined || typeof name !== 'string' || status === undefined) return undefined
  const network = member(item, 'network')
  return {
    id: id as InstanceId,
    name,
    status,
    statusError: statusErrorOf(item, clean),
    kind: textIn(item, 'kind'),
    productId: idIn(item, 'productId'),
    productName: textIn(item, 'productName'),
    clusterId: idIn(item, 'clusterId'),
    gpuNum: numberIn(item, 'gpuNum'),
    rootfsSize: numberIn(item, 'rootfsSize'),
    imageUrl: textIn(item, 'imageUrl'),
    imageAuthId: idIn(item, 'imageAuthId'),
    command: textIn(item, 'command'),
    entrypoint: textIn(item, 'entrypoint'),
    billingMode: textIn(item, 'billingMode'),
    ports: listIn(item, 'portMappings', toPort),
    envs: listIn(item, 'envs', toEnv),
    networkStorages: networkStoragesOf(item),
    networkId: idIn(item, 'networkId') ?? (isObject(network) ? idIn(network, 'id') : undefined),
    createdAt: toSeconds(member(item, 'createdAt')),
  }
}

/** Reads the answer of a get, which is the instance itself; some clients met it wrapped. */
export function toInstanceDetails(json: unknown, clean: Scrub): InstanceDetails | undefined {
  const item = unwrapped(json)
  const instance = toRemoteInstance(item, clean)
  if (instance === undefined || !isObject(item)) return undefined
  const ends = toSeconds(member(item, 'endTime'))
  return {
    ...instance,
    spotStatus: textIn(item, 'spotStatus'),
    endsAt: ends,
    ssh: sshOf(item),
    tools: [
      toTool('Jupyter', member(item, 'connectComponentJupyter')),
      toTool('web terminal', member(item, 'connectComponentWebTerminal')),
    ].filter((tool) => tool !== undefined),
  }
}

function toTotal(value: unknown): number | 'odd' | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const total = toNumber(value)
  return total !== undefined && Number.isInteger(total) && total >= 0 ? total : 'odd'
}

/** A text, or an object with the state inside as the newer API has it; `''` when there is none. */
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

function toPort(item: Wire): RemotePort | undefined {
  const port = numberIn(item, 'port')
  if (port === undefined) return undefined
  return { port, type: textIn(item, 'type') ?? '', endpoint: textIn(item, 'endpoint') }
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

function unwrapped(json: unknown): unknown {
  if (!isObject(json) || idIn(json, 'id') !== undefined) return json
  return [member(json, 'instance'), member(json, 'data')].find(isObject) ?? json
}

function sshOf(item: Wire): InstanceDetails['ssh'] {
  const component = member(item, 'connectComponentSSH')
  if (!isObject(component)) return undefined
  const command = textIn(component, 'sshCommand')
  if (command === undefined) return undefined
  const password = textIn(component, 'password') ?? textIn(item, 'sshPassword')
  return {
    command: new Secret(command, scrub(command, password === undefined ? [] : [password])),
    password: password === undefined ? undefined : new Secret(password, MASK),
    isRunning: booleanIn(component, 'isRunning'),
  }
}

function toTool(name: string, component: unknown): RemoteTool | undefined {
  if (!isObject(component)) return undefined
  const address = textIn(component, 'address')
  if (address === undefined) return undefined
  const password = textIn(component, 'password')
  const masked = scrub(address, password === undefined ? [] : [password])
  return {
    name,
    // Jupyter takes its token from the query.
    address: new Secret(address, masked.replace(/([?&#][^=&#]*=)[^&#]*/g, `$1${MASK}`)),
    username: textIn(component, 'username'),
    password: password === undefined ? undefined : new Secret(password, MASK),
    isRunning: booleanIn(component, 'isRunning'),
  }
}
