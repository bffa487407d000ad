import { phaseOf } from '../../api/instance-phase.ts'
import { type InstanceDetails, isCpu, type RemoteInstance } from '../../api/remote.ts'
import { asLiteral } from '../../definitions/interpolation/as-literal.ts'
import { isCredentialName } from '../../definitions/secrets/credential.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { Json } from '../../model/secret.ts'
import { isFieldName } from '../../schema/fields.generated.ts'
import { MARKER_KEY } from '../marker.ts'
import type { MadeVariables } from './made-variables.ts'

/** One instance of the account as an entry of a file would have it. */
export interface ImportedEntry {
  readonly id: InstanceId
  readonly name: string
  /** As a file says them, in its order: a dollar sign that is none of a reference is doubled. */
  readonly fields: readonly (readonly [key: string, value: Json])[]
  readonly remarks: readonly ImportRemark[]
}

/** What of an instance an entry cannot say, or what nobody told. */
export type ImportRemark =
  /** Months that are paid: `until` in Unix seconds. */
  | { readonly code: 'paid-until'; readonly until: number }
  | { readonly code: 'tool-inferred' }
  /** The call that reads one instance did not answer: what only it tells is missing. */
  | { readonly code: 'details-unknown'; readonly why: string | undefined }

/** What is known of an instance: from the list, and from the call that reads one. */
export interface Described {
  readonly listed: RemoteInstance
  /** `undefined` where that call did not answer. */
  readonly details: InstanceDetails | undefined
  readonly why: string | undefined
}

interface Writing {
  readonly variables: MadeVariables
  /** Keys of variables whose values are written as they are. */
  readonly plainKeys: ReadonlySet<string>
  /** What the ledger says was applied to it: what no file asked for stays out. `undefined` for an instance of nobody. */
  readonly applied?: Json | undefined
}

/** Describes an instance. The values of its variables stay out of the entry, but for the plain ones and empty ones. Pure. */
export function importedEntry(described: Described, writing: Writing): ImportedEntry {
  const instance = together(described)
  const { id, name } = instance
  const hasNoGpu = isCpu(instance)
  const tool = toolOf(described.details)
  const envs = envsOf(instance, writing)
  const hidden = (value: string) => withoutValues(value, envs)
  const { command, entrypoint, endsAt } = instance
  const billing = billingOf(instance)
  const fields: (readonly [string, Json | undefined])[] = [
    ['name', asLiteral(name)],
    ['kind', hasNoGpu ? 'cpu' : 'gpu'],
    ['productId', instance.productId && asLiteral(instance.productId)],
    ['clusterId', instance.clusterId && asLiteral(instance.clusterId)],
    ['gpuNum', hasNoGpu ? undefined : instance.gpuNum],
    ['rootfsSize', hasNoGpu ? undefined : instance.rootfsSize],
    ['imageUrl', instance.imageUrl && asLiteral(instance.imageUrl)],
    ['imageAuthId', instance.imageAuthId && asLiteral(instance.imageAuthId)],
    ['entrypoint', entrypoint && hidden(entrypoint.reveal())],
    ['command', command && hidden(command.reveal())],
    ['ports', portsOf(instance, tool?.port)],
    ['tools', tool && [tool]],
    ['envs', envsField(envs)],
    ['networkStorages', storagesOf(instance)],
    ['networkId', instance.networkId && asLiteral(instance.networkId)],
    ['billingMode', billing],
    ['protect', true],
    ['desiredStatus', phaseOf(instance) === 'stopped' ? 'stopped' : undefined],
  ]
  return {
    id,
    name,
    fields: fields.flatMap(([key, value]) =>
      value === undefined || !wasAsked(key, writing.applied) ? [] : [[key, value] as const],
    ),
    remarks: [
      ...(billing === 'monthly' && endsAt !== undefined
        ? [{ code: 'paid-until', until: endsAt } as const]
        : []),
      ...(tool === undefined ? [] : [{ code: 'tool-inferred' } as const]),
      ...(described.details === undefined
        ? [{ code: 'details-unknown', why: described.why } as const]
        : []),
    ],
  }
}

/** Whether a file of ours may have said it: the service chose the cluster of an instance for which none was named. */
const wasAsked = (key: string, applied: Json | undefined): boolean =>
  typeof applied !== 'object' ||
  applied === null ||
  !isFieldName(key) ||
  Object.hasOwn(applied, key)

/** What the list says, and for the rest what the call that reads one instance says. */
export function together({ listed, details }: Described): RemoteInstance {
  if (details === undefined) return listed
  const { keepDataDays: _days, ssh: _ssh, tools: _tools, ...read } = details
  const told = Object.entries(listed).filter(([, value]) => value !== undefined)
  return { ...read, ...Object.fromEntries(told) } as RemoteInstance
}

/** An hour is how everybody pays who says nothing. */
function billingOf({ billingMode }: RemoteInstance): string | undefined {
  const mode = billingMode?.toLowerCase()
  return mode === 'spot' || mode === 'monthly' ? mode : undefined
}

interface WrittenEnv {
  readonly key: string
  readonly value: string
  readonly written: string
}

function envsOf(
  { name, envs = [] }: RemoteInstance,
  { variables, plainKeys }: Writing,
): readonly WrittenEnv[] {
  return envs
    .filter(({ key }) => key !== MARKER_KEY)
    .map(({ key, value }) => {
      const text = value.reveal()
      const isPlain = text === '' || plainKeys.has(key)
      const written = isPlain ? asLiteral(text) : `\${${variables.nameFor(key, value, name)}}`
      return { key, value: text, written }
    })
}

/** As a map where each key is one that nothing can mistake, else as the API has them. */
function envsField(envs: readonly WrittenEnv[]): Json | undefined {
  if (envs.length === 0) return undefined
  const keys = new Set(envs.map(({ key }) => key))
  return keys.size === envs.length && [...keys].every((key) => PLAIN_KEY.test(key))
    ? Object.fromEntries(envs.map(({ key, written }) => [key, written]))
    : envs.map(({ key, written }) => ({ key: asLiteral(key), value: written }))
}

const PLAIN_KEY = /^[A-Z][A-Z0-9_]*$/i

/** A shorter value of a variable whose name says nothing is in many commands by chance. */
const TELLING_FROM = 8

/** A command that repeats the value of a variable would carry it into the file: it says the reference instead. */
function withoutValues(text: string, envs: readonly WrittenEnv[]): string {
  const telling = envs
    .filter(({ key, value, written }) => {
      if (value === '' || !written.startsWith('${')) return false
      return isCredentialName(key) || value.length >= TELLING_FROM
    })
    .toSorted((one, other) => other.value.length - one.value.length)
  let pieces: readonly (string | WrittenEnv)[] = [text]
  for (const env of telling) {
    pieces = pieces.flatMap((piece) =>
      typeof piece === 'string'
        ? piece.split(env.value).flatMap((part, at) => (at === 0 ? [part] : [env, part]))
        : [piece],
    )
  }
  return pieces
    .map((piece) => (typeof piece === 'string' ? asLiteral(piece) : piece.written))
    .join('')
}

interface InferredTool {
  readonly name: string
  readonly port: string
  readonly type: string
  readonly [member: string]: Json
}

/** A tool opens a port of its own, which the list shows among the others. */
function toolOf(details: InstanceDetails | undefined): InferredTool | undefined {
  const jupyter = details?.tools.find(({ name }) => name === 'Jupyter')
  const port = details?.ports?.find((each) => each.port === jupyter?.port)
  if (jupyter === undefined || port === undefined) return undefined
  return { name: 'Jupyter', port: String(port.port), type: port.type.toLowerCase() }
}

function portsOf({ ports = [] }: RemoteInstance, tool: string | undefined): Json | undefined {
  const own = ports.filter(({ port }) => String(port) !== tool)
  return own.length === 0 ? undefined : own.map(({ port, type }) => `${port}/${type.toLowerCase()}`)
}

function storagesOf({ networkStorages = [] }: RemoteInstance): Json | undefined {
  if (networkStorages.length === 0) return undefined
  return networkStorages.map(({ id, mountPoint }) => ({
    Id: asLiteral(id),
    mountPoint: asLiteral(mountPoint),
  }))
}
