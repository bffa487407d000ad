import type { Dice } from './dice.ts'

/** What of an entry the service is told, and what can be changed of it. */
export interface Definition {
  /** As in the file; `undefined` for none. */
  readonly ports: string | undefined
  /** In GB. */
  readonly disk: number
  /** How many GPUs: no call changes that, so another instance has to take its place. */
  readonly gpus: number
  readonly image: string
  /** As in the file; `undefined` for none. */
  readonly command: string | undefined
  /** The value of a variable that is no secret; `undefined` for none. */
  readonly mode: string | undefined
  /** It has the credential of its image itself, of which an upgrade has no word. */
  readonly hasCredential: boolean
  /** It may be made in another cluster, or with another product, where there is no stock. */
  readonly hasFallback: boolean
  /** It has a tool, with a port of its own. */
  readonly hasTool?: boolean
}

/** An entry without a name is known by its size, too. */
export const plainDefinition = (name: string | undefined): Definition => ({
  ports: undefined,
  disk: name === undefined ? 61 : 60,
  gpus: 1,
  image: 'pytorch:2.7',
  command: undefined,
  mode: undefined,
  hasCredential: true,
  hasFallback: false,
})

export type DefinedField = 'ports' | 'disk' | 'gpus' | 'image' | 'command' | 'mode'

export const CHANGES: readonly (readonly DefinedField[])[] = [
  ['ports'],
  ['ports'],
  ['disk'],
  ['disk'],
  ['disk'],
  ['image'],
  ['image'],
  ['command'],
  ['mode'],
  ['gpus'],
  ['gpus'],
  ['gpus', 'image'],
  ['ports', 'disk'],
  ['ports', 'image'],
  ['disk', 'image'],
  ['disk', 'mode'],
  ['ports', 'disk', 'image', 'command'],
]

/** A definition as it is made at first. */
export const drawDefinition = ({ pick, chance }: Dice, name: string | undefined): Definition => ({
  ...plainDefinition(name),
  ports: pick([undefined, undefined, '22/tcp', '80/http, 22/tcp'] as const),
  mode: chance(0.3) ? 'slow' : undefined,
  command: chance(0.3) ? 'serve' : undefined,
  hasCredential: chance(0.25),
  hasFallback: name !== undefined && chance(0.35),
})

/** The same with some fields changed: of none of them a stranger or a meddler has the new value. */
export function redefined(
  { pick }: Dice,
  before: Definition,
  fields: readonly DefinedField[] = pick(CHANGES),
): Definition {
  const changed = <Value>(field: DefinedField, old: Value, values: readonly Value[]): Value =>
    fields.includes(field) ? pick(values.filter((value) => value !== old)) : old
  return {
    ...before,
    ports: changed('ports', before.ports, [undefined, '22/tcp', '80/http, 22/tcp', '443/http']),
    // A disk never shrinks: that takes another instance.
    disk: fields.includes('disk') ? before.disk + pick([20, 20, 40]) : before.disk,
    gpus: changed('gpus', before.gpus, [1, 2, 4]),
    image: changed('image', before.image, ['pytorch:2.7', 'pytorch:3', 'pytorch:4']),
    command: changed('command', before.command, [undefined, 'serve', 'train', SECRET_COMMAND]),
    mode: changed('mode', before.mode, [undefined, 'slow', 'fast']),
  }
}

const FALLBACK = '[{ clusterId: cn-northwest-2 }, { productId: A100-80GB.14c240g }]'

/** The product that every entry names first. */
export const FIRST_PRODUCT = '4090.18c.60g'

/** It holds a secret, which has a reference in its place. */
export const SECRET_COMMAND = 'serve --token ${HF_TOKEN}'

/** The lines of a definition in its entry, besides the size. */
export const definitionLines = ({
  ports,
  gpus,
  image,
  command,
  mode,
  hasCredential,
  hasFallback,
  hasTool,
}: Definition): readonly string[] => [
  ...(gpus === 1 ? [] : [`    gpuNum: ${gpus}`]),
  `    imageUrl: "${image}"`,
  ...(hasCredential ? ['    imageAuth: "robot:${REGISTRY_PASSWORD}"'] : []),
  `    envs: { HF_TOKEN: "\${HF_TOKEN}"${mode === undefined ? '' : `, MODE: ${mode}`} }`,
  ...(hasFallback ? [`    fallback: ${FALLBACK}`] : []),
  ...(hasTool === true ? ['    tools: [{ name: Jupyter, port: "8888", type: http }]'] : []),
  ...(ports === undefined ? [] : [`    ports: "${ports}"`]),
  ...(command === undefined ? [] : [`    command: "${command}"`]),
]
