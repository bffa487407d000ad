import { ALLOW_WORDS } from '../model/allow-word.ts'
import type { JsonSchema } from './json-schema.ts'

/** One key of the config: what it may be, for validators and editors, and in words. */
export interface ConfigKey {
  readonly schema: JsonSchema & { readonly description: string }
  /** What the value must be, in words that follow "must be". */
  readonly mustBe: string
}

const path: JsonSchema = { type: 'string', minLength: 1 }

const paths = (description: string): ConfigKey => ({
  schema: {
    description,
    type: ['string', 'array'],
    minLength: 1,
    minItems: 1,
    items: path,
  },
  mustBe: 'a path or a list of paths',
})

const amount = (description: string): ConfigKey => ({
  schema: { description, type: 'number', minimum: 0 },
  mustBe: 'a number of 0 or more',
})

/** Every key of the config, once: the config is checked against it, and `schemas/config.schema.json` is made of it. */
export const CONFIG_KEYS = {
  files: paths(
    'The definition files, where the command line names none: files, folders or globs inside of the project, from the folder of this config.',
  ),
  baseUrl: {
    schema: {
      description:
        'The service to talk to. A config may name the known hosts over https, and those that `ppi-apply trust` lets it name.',
      type: 'string',
      minLength: 1,
      examples: ['https://api.ppinfra.com', 'https://api.ppio.com', 'https://api.novita.ai'],
    },
    mustBe: 'a URL',
  },
  apiKey: {
    schema: {
      description:
        'Which variable holds the API key, as a reference and never as the key itself. Its name begins with PPIO_ or NOVITA_ and ends with API_KEY.',
      type: 'string',
      pattern: '^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$',
      examples: ['${PPIO_API_KEY}', '${NOVITA_API_KEY}'],
    },
    mustBe: 'a reference such as ${PPIO_API_KEY}: a key in a file is a key in the history',
  },
  varFile: paths(
    'Files of variables, where the command line names none with --var-file; the environment wins. Inside of the project, from the folder of this config.',
  ),
  ledger: {
    schema: {
      description:
        'The ledger file, inside of the project, from the folder of this config. Without it there is one in .ppi-apply/ beside this config.',
      ...path,
    },
    mustBe: 'a path',
  },
  refresh: {
    schema: {
      description: 'Whether to list the account.',
      type: 'string',
      enum: ['auto', 'always', 'never'],
      default: 'auto',
    },
    mustBe: 'auto, always or never',
  },
  timeout: {
    schema: {
      description: 'How many seconds a create call may take.',
      type: 'number',
      exclusiveMinimum: 0,
    },
    mustBe: 'a number of seconds above 0',
  },
  settle: {
    schema: {
      description: 'How many seconds a new instance may take to show up in the list.',
      type: 'number',
      minimum: 0,
      default: 60,
    },
    mustBe: 'a number of seconds, 0 or more',
  },
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
  allow: {
    schema: {
      description: 'What apply may do without a further question, as with --allow.',
      type: 'array',
      items: { type: 'string', enum: ALLOW_WORDS },
    },
    mustBe: `a list of ${ALLOW_WORDS.join(', ')}`,
  },
  maxHourly: amount('Refuse when what a run creates would cost more an hour.'),
  maxUpfront: amount('Refuse when more would be charged at once.'),
  allowPrepaid: {
    schema: {
      description: 'Whether entries that are paid in advance are allowed.',
      type: 'boolean',
      default: false,
    },
    mustBe: 'true or false',
  },
} as const satisfies Record<string, ConfigKey>
