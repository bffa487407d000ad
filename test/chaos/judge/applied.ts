import type { Json } from '../../../src/model/secret.ts'
import { type Field, MARK, portsText, type Settings } from '../service/settings.ts'
import { SECRET_COMMAND } from '../story/definition.ts'
import type { Entry } from '../story/entry.ts'

/** What a ledger holds as applied: the body, without its secrets. */
interface Applied {
  readonly ports?: string
  readonly rootfsSize?: number
  readonly gpuNum?: number
  readonly imageUrl?: string
  readonly command?: string
  readonly envs?: readonly { readonly key: string; readonly value: string }[]
}

/** Whether a definition is in one field as it was applied, by the ledger. */
export function appliedTo(applied: Json, entry: Entry, field: Field): boolean {
  const body = applied as Applied
  switch (field) {
    case 'ports':
      return inOrder(body.ports) === inOrder(entry.ports)
    case 'disk':
      return body.rootfsSize === entry.disk
    case 'gpus':
      return body.gpuNum === entry.gpus
    case 'image':
      return body.imageUrl === entry.image
    case 'command':
      return (body.command ?? '') === (entry.command ?? '')
    case 'envs':
      return body.envs?.find(({ key }) => key === 'MODE')?.value === entry.mode
  }
}

/** In which fields an instance is not what counts as applied to it, as far as both are known. */
export function belying(
  applied: Json,
  { ports, disk, gpus, image, command, envs }: Settings,
): readonly Field[] {
  const body = applied as Applied
  const names = (body.envs ?? []).map(({ key }) => key).filter((key) => key !== MARK)
  const has = (envs && [...envs.keys()].filter((key) => key !== MARK)) ?? names
  const mode = body.envs?.find(({ key }) => key === 'MODE')?.value
  const off: readonly (readonly [Field, boolean])[] = [
    ['ports', inOrder(body.ports) !== ports],
    ['disk', body.rootfsSize !== disk],
    ['gpus', body.gpuNum !== gpus],
    ['image', body.imageUrl !== image],
    [
      'command',
      command !== undefined && body.command !== SECRET_COMMAND && (body.command ?? '') !== command,
    ],
    [
      'envs',
      names.toSorted().join() !== has.toSorted().join() ||
        (envs && envs.get('MODE') !== mode) === true,
    ],
  ]
  return off.flatMap(([field, isOff]) => (isOff ? [field] : []))
}

/** Ports as a file has them, as the truth has them. */
function inOrder(text = ''): string {
  const ports = text.split(/, */).filter((port) => port !== '')
  return portsText(
    ports.map((each) => {
      const [port = '', type = ''] = each.split('/')
      return { port: Number(port), type }
    }),
  )
}
