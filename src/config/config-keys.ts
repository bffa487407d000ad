import { type ConfigKey, type ConfigValue, paths } from './config-key.ts'
import { FLAGS, type FlagKind } from './flags.ts'

/** The keys without a flag; the others are declared with their flags. */
const WITHOUT_FLAG = {
  marker: {
    schema: {
      description:
        'Whether apply adds the variable PPI_APPLY_ID to what it creates, by which a lost answer is settled.',
      type: 'boolean',
      default: true,
    },
    mustBe: 'true or false',
  },
  limits: {
    schema: {
      description:
        'Whose limits entries are checked against: those of the page that ppi-apply is made from, or of the current page of the vendor, such as 100 envs.',
      type: 'string',
      enum: ['reference', 'current'],
      default: 'reference',
    },
    mustBe: 'reference or current',
  },
} as const satisfies Record<string, ConfigKey>

const FILES = {
  files: paths(
    'The definition files, where the command line names none: files, folders or globs inside of the project, from the folder of this config.',
  ),
} as const

type Own = typeof FILES & typeof WITHOUT_FLAG

type Flag = (typeof FLAGS)[keyof typeof FLAGS]
type WithKey = Extract<Flag, { config: { key: string } }>

/**
 * What a config file may say, checked. Paths in it are absolute: they were relative to the file's folder. `apiKey` is a
 * `${VAR}` reference, never a key; `timeout` and `settle` are seconds.
 */
export type Config = {
  readonly [Name in keyof Own]?: ConfigValue<Own[Name]>
} & {
  readonly [Kind in WithKey as Kind['config']['key']]?: ConfigValue<Kind['config']>
}

/** Every key of the config, once: the config is checked against it, and `schemas/config.schema.json` is made of it. */
export const CONFIG_KEYS: Readonly<Record<keyof Config, ConfigKey>> = {
  ...FILES,
  ...keysOfFlags(),
  ...WITHOUT_FLAG,
}

function keysOfFlags(): Readonly<Record<WithKey['config']['key'], ConfigKey>> {
  const kinds: readonly FlagKind[] = Object.values(FLAGS)
  const keys = kinds.flatMap(({ config }) => (config === undefined ? [] : [config]))
  return Object.assign({}, ...keys.map((each) => ({ [each.key]: each })))
}
