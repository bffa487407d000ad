import { type Definition, SECRET_COMMAND } from '../story/definition.ts'

/** What an instance has of what can be changed in place. */
export interface Settings {
  /** In order, as `22/tcp,80/http`. */
  readonly ports: string
  /** In GB. */
  readonly disk: number
  readonly gpus: number
  readonly image: string
  /** `undefined` where nobody knows: the service was started again, and keeps no secret on disk. */
  readonly command: string | undefined
  readonly entrypoint: string | undefined
  /** The ports of its tools that are open, in the same form. */
  readonly tools: string
  /** The storages that are attached, in order. */
  readonly mounts: string
  readonly envs: ReadonlyMap<string, string> | undefined
}

/** What a definition of a story may speak of. */
export type Field = Exclude<keyof Settings, 'entrypoint' | 'mounts' | 'tools'>

export const FIELDS = [
  'ports',
  'disk',
  'gpus',
  'image',
  'command',
  'envs',
] as const satisfies readonly Field[]

/** The mark of the program itself. */
export const MARK = 'PPI_APPLY_ID'

export const portsText = (
  ports: readonly { readonly port: number; readonly type: string }[],
): string =>
  ports
    .toSorted((one, other) => one.port - other.port)
    .map(({ port, type }) => `${port}/${type}`)
    .join()

export const mountsText = (
  mounts: readonly { readonly id: string; readonly mountPoint: string }[],
): string =>
  mounts
    .map(({ id, mountPoint }) => `${id} at ${mountPoint}`)
    .toSorted()
    .join()

/** What a definition asks for, with the value of its token. */
export const settingsOf = (
  { ports, disk, gpus, image, command, mode }: Definition,
  token: string,
): Settings & { readonly envs: ReadonlyMap<string, string> } => ({
  ports: (ports ?? '')
    .split(', ')
    .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .join(),
  disk,
  gpus,
  image,
  command: command === SECRET_COMMAND ? command.replace('${HF_TOKEN}', token) : command,
  entrypoint: '',
  mounts: '',
  tools: '',
  envs: new Map([['HF_TOKEN', token], ...(mode === undefined ? [] : [['MODE', mode] as const])]),
})

/** One field as a text that is the same for the same value; `undefined` where nobody knows it. */
export function textOf(field: Field, settings: Settings): string | undefined {
  if (field !== 'envs') return settings[field]?.toString()
  return settings.envs && JSON.stringify([...settings.envs].toSorted())
}

/** In which fields an instance is not what a definition asks for, as far as anybody can know. */
export function offIn(settings: Settings, definition: Definition, token: string): readonly Field[] {
  const wanted = settingsOf(definition, token)
  return FIELDS.filter((field) => {
    switch (field) {
      // What a definition does not speak of may be as it likes.
      case 'ports':
      case 'command':
        return (
          definition[field] !== undefined &&
          settings[field] !== undefined &&
          settings[field] !== wanted[field]
        )
      case 'envs':
        return (
          [...wanted.envs].some(([key, value]) => settings.envs?.get(key) !== value) &&
          settings.envs !== undefined
        )
      default:
        return settings[field] !== wanted[field]
    }
  })
}
