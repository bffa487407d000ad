import { ALLOW_WORDS, CONFIG_ALLOW_WORDS } from '../model/allow-word.ts'
import { amount, type ConfigKey, paths } from './config-key.ts'

/** One flag: how it is written, what it means, what kind of value it takes, and wherever else it counts. */
export interface FlagKind {
  readonly type: 'boolean' | 'text' | 'list' | 'number'
  /** The letter that stands for it behind one dash. */
  readonly short?: string
  /** What stands for the value in the help. Shells complete a FILE. */
  readonly value?: string
  /** What it means without a value, and what is taken for one behind a blank. All others must have a value. */
  readonly alone?: { readonly means: string; readonly pattern: RegExp }
  /** Counts things: a part of one is refused. */
  readonly isCount?: true
  /** The values there are, where they are few. */
  readonly choices?: readonly string[]
  readonly help: string
  /** What it means for these commands instead. */
  readonly helpOf?: Partial<Record<RunCommand | 'ledger' | 'products' | 'import', string>>
  /** The heading of the help that it is under. */
  readonly group: FlagGroup
  /** The sets of flags that commands take as a whole. A flag of none is named by the commands that have it. */
  readonly sets?: readonly FlagSet[]
  /** The key of the config that says the same; the flag wins. */
  readonly config?: ConfigKey & { readonly key: string }
  /** The commands that repeat it when this run shows them to be typed: without it they would mean something else. */
  readonly repeats?: readonly ShownCommand[]
  /** What to do instead for a command that has it not, but whose like has it in other tools. */
  readonly elsewhere?: string
  /** What its values name, which shells can complete: entries of the files, or ids of the service. */
  readonly completes?: 'entries' | ShellData
}

/** What `completion --shell-data` lists. */
export const SHELL_DATA = ['products', 'clusters', 'images', 'storages'] as const

export type ShellData = (typeof SHELL_DATA)[number]

/** The headings of the help, in its order. */
export const FLAG_GROUPS = [
  'Files',
  'Selection',
  'Run',
  'Money',
  'Service',
  'Sandbox',
  'Output',
  'General',
] as const

type FlagGroup = (typeof FLAG_GROUPS)[number]

/**
 * `every` command; those that read definition `files`, that talk to the `service`, that have `limits` of money, that
 * `lock` the ledger, that write one `by hand`, or that have nothing to do but `asking` the service.
 */
export type FlagSet = 'every' | 'files' | 'service' | 'limits' | 'lock' | 'by hand' | 'asking'

/** The commands that messages show to be typed. */
export type ShownCommand =
  | 'adopt'
  | 'apply'
  | 'destroy'
  | 'forget'
  | 'reap'
  | 'start'
  | 'status'
  | 'stop'
  | 'unlock'

/** Those that carry out a plan. */
const BY_RUNS = ['apply', 'destroy', 'reap', 'start', 'stop'] as const

export type RunCommand = (typeof BY_RUNS)[number]

/** Of what says which service, which ledger and which key is meant. */
const BY_ALL = [...BY_RUNS, 'adopt', 'forget', 'status', 'unlock'] as const

const UNTIL_SEEN = 'how long each change is waited for until it is seen (2m)'

const REFRESH = ['auto', 'always', 'never'] as const

/** A duration, or nearly one: for an error that is about it. No file is called so. */
const DURATION_OR_SO = /^\d[\da-z]*(?:\.\d+[a-z]*)?$/i

export const CLUSTER_ADVICE =
  'write clusterId into the file; an entry without it may run in any cluster'

/** Every flag of every command, once; in a group of the help and in a shown command they are in this order. */
export const FLAGS = {
  file: {
    type: 'list',
    short: 'f',
    value: 'FILE',
    help: 'a definition file, like one named without a flag (repeatable)',
    group: 'Files',
    sets: ['files'],
  },
  'var-file': {
    type: 'list',
    value: 'FILE',
    help: 'read variables from this file too; the environment wins (repeatable)',
    group: 'Files',
    sets: ['files', 'by hand', 'asking'],
    repeats: BY_ALL,
    config: {
      key: 'varFile',
      ...paths(
        'Files of variables, where the command line names none with --var-file; the environment wins. Inside of the project, from the folder of this config.',
      ),
    },
  },
  'env-allow': {
    type: 'list',
    value: 'NAME',
    help: 'let the files read only these variables, by name or glob (repeatable)',
    group: 'Files',
    sets: ['files', 'by hand'],
    repeats: [...BY_RUNS, 'adopt', 'forget', 'status'],
  },
  only: {
    type: 'list',
    value: 'NAME',
    help: 'only these entries, by name or glob (repeatable)',
    group: 'Files',
    sets: ['files'],
    repeats: BY_RUNS,
    completes: 'entries',
  },
  exclude: {
    type: 'list',
    value: 'NAME',
    help: 'all but these entries (repeatable)',
    group: 'Files',
    sets: ['files'],
    repeats: BY_RUNS,
    completes: 'entries',
  },
  'no-env': {
    type: 'boolean',
    help: 'check without the variables: a reference stands for any value',
    group: 'Files',
  },
  yes: { type: 'boolean', short: 'y', help: 'do not ask', group: 'Run' },
  allow: {
    type: 'list',
    value: 'WORD',
    help: `also do this without asking: ${ALLOW_WORDS.join(', ')} (repeatable)`,
    group: 'Run',
    repeats: ['apply'],
    config: {
      key: 'allow',
      schema: {
        description: 'What apply may do without a further question, as with --allow.',
        type: 'array',
        items: { type: 'string', enum: CONFIG_ALLOW_WORDS },
      },
      mustBe: `a list of ${CONFIG_ALLOW_WORDS.join(', ')}; what ends an instance, or spends what cannot be undone, is allowed on the command line only`,
    },
  },
  'plan-id': {
    type: 'text',
    value: 'ID',
    help: 'go ahead only if the plan still has this id',
    group: 'Run',
  },
  'fail-fast': { type: 'boolean', help: 'stop at the first rejection', group: 'Run' },
  adopt: {
    type: 'boolean',
    help: 'record the instances that exist already as ours',
    helpOf: { import: 'record in the ledger what was imported; needs --into' },
    group: 'Run',
  },
  wait: {
    type: 'text',
    value: 'TIME',
    alone: { means: '10m', pattern: DURATION_OR_SO },
    help: 'wait until the instances run, up to a time such as 5m (default: 10m)',
    helpOf: {
      destroy: UNTIL_SEEN,
      reap: UNTIL_SEEN,
      start: UNTIL_SEEN,
      stop: UNTIL_SEEN,
    },
    group: 'Run',
  },
  watch: {
    type: 'boolean',
    help: 'look again until everything is settled',
    helpOf: { products: 'look again until something can be had' },
    group: 'Run',
  },
  'until-running': {
    type: 'text',
    value: 'TIME',
    alone: { means: '10m', pattern: DURATION_OR_SO },
    help: 'with --watch: end with 3 unless every instance runs within it (default: 10m)',
    group: 'Run',
  },
  'until-available': {
    type: 'text',
    value: 'TIME',
    alone: { means: '1h', pattern: DURATION_OR_SO },
    help: 'wait for stock where nothing can be deployed (default: 1h)',
    group: 'Run',
  },
  prune: {
    type: 'boolean',
    help: 'end what is in no file any more; needs --allow destroy, or a person',
    group: 'Run',
  },
  'drop-foreign-envs': {
    type: 'boolean',
    help: 'let a reset drop variables of an instance that no file has',
    group: 'Run',
    repeats: ['apply'],
  },
  destroy: {
    type: 'boolean',
    help: 'plan what "destroy" with the same words would do',
    group: 'Run',
  },
  'all-owned': {
    type: 'boolean',
    help: 'all that the ledger holds, also what is in no file',
    group: 'Run',
    repeats: ['destroy'],
  },
  destroys: {
    type: 'number',
    isCount: true,
    value: 'N',
    help: 'with --yes: go ahead only if exactly so many instances would be destroyed',
    group: 'Run',
  },
  'max-destroys': {
    type: 'number',
    isCount: true,
    value: 'N',
    help: 'refuse to destroy more instances than that (10)',
    group: 'Run',
    repeats: ['apply', 'destroy', 'reap'],
    config: {
      key: 'maxDestroys',
      schema: {
        description: 'Refuse when a run would destroy more instances than that.',
        type: 'integer',
        minimum: 0,
        default: 10,
      },
      mustBe: 'a whole number of 0 or more',
    },
  },
  'accept-gone': {
    type: 'boolean',
    help: 'it is right that the account shows none of ours: record them as gone',
    group: 'Run',
  },
  reap: {
    type: 'boolean',
    help: 'with --watch: destroy what expires meanwhile',
    group: 'Run',
  },
  'detailed-exitcode': {
    type: 'boolean',
    help: 'exit with 2 when something would be done',
    group: 'Run',
  },
  remove: { type: 'boolean', help: 'take a host from the list', group: 'Run' },
  gpus: {
    type: 'number',
    isCount: true,
    value: 'N',
    help: 'for an instance with so many GPUs (1)',
    group: 'Selection',
  },
  cluster: {
    type: 'text',
    value: 'ID',
    help: 'only what can be had in this cluster',
    group: 'Selection',
    completes: 'clusters',
    elsewhere: CLUSTER_ADVICE,
  },
  billing: {
    type: 'text',
    value: 'WAY',
    choices: ['onDemand', 'spot', 'monthly'],
    help: 'paid in this way: onDemand (default), spot or monthly',
    group: 'Selection',
  },
  cpu: { type: 'boolean', help: 'products without a GPU', group: 'Selection' },
  'min-vcpu': {
    type: 'number',
    value: 'N',
    help: 'at least so many virtual cores, for the whole instance',
    group: 'Selection',
  },
  'min-memory': {
    type: 'number',
    value: 'GB',
    help: 'at least so much memory, for the whole instance',
    group: 'Selection',
  },
  'min-disk': {
    type: 'number',
    value: 'GB',
    help: 'a root disk of at least so much',
    group: 'Selection',
  },
  all: {
    type: 'boolean',
    help: 'also what cannot be had now, or only in another way',
    helpOf: { import: 'all instances that can be imported' },
    group: 'Selection',
  },
  into: {
    type: 'text',
    value: 'FILE',
    help: 'write a new file in place of standard output',
    group: 'Output',
  },
  'env-into': {
    type: 'text',
    value: 'FILE',
    help: 'write the values of the variables to a new file, for --var-file',
    group: 'Output',
  },
  group: {
    type: 'boolean',
    help: 'say once what instances have in common: defaults, replicas',
    group: 'Run',
  },
  plain: {
    type: 'list',
    value: 'KEY',
    help: 'write the value of this variable into the file, as nobody need hide it (repeatable)',
    group: 'Output',
  },
  private: { type: 'boolean', help: 'images of your own', group: 'Selection' },
  sort: {
    type: 'text',
    value: 'BY',
    choices: ['price', 'stock', 'name'],
    help: 'the order: price (default), stock or name',
    group: 'Selection',
  },
  since: {
    type: 'text',
    value: 'WHEN',
    help: 'only what was spent since a date, a date and time with its zone, or a time ago such as 7d',
    helpOf: {
      ledger:
        'only the records since a date, a date and time with its zone, or a time ago such as 7d',
    },
    group: 'Money',
  },
  by: {
    type: 'text',
    value: 'WHAT',
    choices: ['entry', 'day'],
    help: 'sums for each entry (default) or each day of UTC',
    group: 'Money',
  },
  'max-hourly': {
    type: 'number',
    value: 'AMOUNT',
    help: 'refuse when it would cost more per hour',
    helpOf: { products: 'only what costs at most so much an hour, for the whole instance' },
    group: 'Money',
    sets: ['limits'],
    repeats: ['apply', 'start'],
    config: {
      key: 'maxHourly',
      ...amount('Refuse when what a run creates or starts would cost more an hour.'),
    },
  },
  'max-total-hourly': {
    type: 'number',
    value: 'AMOUNT',
    help: 'refuse when it would cost more per hour with all that runs in the account',
    group: 'Money',
    sets: ['limits'],
    repeats: ['apply', 'start'],
    config: {
      key: 'maxTotalHourly',
      ...amount(
        'Refuse when what a run creates or starts would cost more an hour, together with all that runs in the account.',
      ),
    },
  },
  'max-upfront': {
    type: 'number',
    value: 'AMOUNT',
    help: 'refuse when more would be charged now',
    group: 'Money',
    sets: ['limits'],
    repeats: ['apply'],
    config: { key: 'maxUpfront', ...amount('Refuse when more would be charged at once.') },
  },
  'allow-prepaid': {
    type: 'boolean',
    help: 'allow entries that are paid in advance',
    group: 'Money',
    sets: ['limits'],
    repeats: ['apply'],
    config: {
      key: 'allowPrepaid',
      schema: {
        description: 'Whether entries that are paid in advance are allowed.',
        type: 'boolean',
        default: false,
      },
      mustBe: 'true or false',
    },
  },
  'allow-unavailable': {
    type: 'boolean',
    help: 'try even when nothing is in stock',
    group: 'Money',
    sets: ['limits'],
    repeats: ['apply'],
  },
  'base-url': {
    type: 'text',
    value: 'URL',
    help: 'the address of the service',
    group: 'Service',
    sets: ['service', 'by hand', 'asking'],
    repeats: BY_ALL,
    config: {
      key: 'baseUrl',
      schema: {
        description:
          'The service to talk to. A config may name the known hosts over https, and those that `ppi-apply trust` lets it name.',
        type: 'string',
        minLength: 1,
        examples: ['https://api.ppinfra.com', 'https://api.ppio.com', 'https://api.novita.ai'],
      },
      mustBe: 'a URL',
    },
  },
  'api-key-env': {
    type: 'text',
    value: 'NAME',
    help: 'the variable that holds the API key (PPIO_API_KEY)',
    group: 'Service',
    sets: ['files', 'by hand', 'asking'],
    repeats: BY_ALL,
    config: {
      key: 'apiKey',
      schema: {
        description:
          'Which variable holds the API key, as a reference and never as the key itself. Its name begins with PPIO_ or NOVITA_ and ends with API_KEY.',
        type: 'string',
        pattern: '^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$',
        examples: ['${PPIO_API_KEY}', '${NOVITA_API_KEY}'],
      },
      mustBe: 'a reference such as ${PPIO_API_KEY}: a key in a file is a key in the history',
    },
  },
  refresh: {
    type: 'text',
    value: 'WHEN',
    choices: REFRESH,
    help: 'whether to list the account: auto, always or never',
    group: 'Service',
    sets: ['service', 'by hand'],
    repeats: BY_RUNS,
    config: {
      key: 'refresh',
      schema: {
        description: 'Whether to list the account.',
        type: 'string',
        enum: REFRESH,
        default: 'auto',
      },
      mustBe: 'auto, always or never',
    },
  },
  timeout: {
    type: 'number',
    value: 'SECONDS',
    help: 'how long a create call may take',
    group: 'Service',
    sets: ['service'],
    repeats: BY_RUNS,
    config: {
      key: 'timeout',
      schema: {
        description: 'How many seconds a create call may take.',
        type: 'number',
        exclusiveMinimum: 0,
      },
      mustBe: 'a number of seconds above 0',
    },
  },
  settle: {
    type: 'number',
    value: 'SECONDS',
    help: 'how long a new instance may take to show up in the list (60)',
    group: 'Service',
    sets: ['service'],
    repeats: BY_RUNS,
    config: {
      key: 'settle',
      schema: {
        description: 'How many seconds a new instance may take to show up in the list.',
        type: 'number',
        minimum: 0,
        default: 60,
      },
      mustBe: 'a number of seconds, 0 or more',
    },
  },
  ledger: {
    type: 'text',
    value: 'LEDGER',
    help: 'the ledger: a file, postgres://…, s3://… or git:REMOTE#BRANCH',
    group: 'Service',
    sets: ['service', 'by hand'],
    repeats: BY_ALL,
    config: {
      key: 'ledger',
      schema: {
        description:
          'The ledger: a file inside of the project, from the folder of this config; git:REMOTE#BRANCH; or an address of your trust list, postgres://… or s3://…. Without it there is a file in .ppi-apply/ beside this config.',
        type: 'string',
        minLength: 1,
      },
      mustBe: 'a path, or the address of a shared ledger',
      names: 'ledger',
    },
  },
  'lock-timeout': {
    type: 'text',
    value: 'TIME',
    help: 'wait so long for a ledger that another run holds, such as 5m',
    group: 'Service',
    sets: ['lock'],
  },
  'holder-is-gone': {
    type: 'boolean',
    help: 'the run that sent the attempts is gone for good, on every machine',
    group: 'Service',
  },
  create: {
    type: 'boolean',
    help: 'make what the ledger needs, in place of printing it',
    group: 'Service',
  },
  'ledger-id': {
    type: 'text',
    value: 'ID',
    help: 'which of the ledgers in the account was lost',
    group: 'Service',
  },
  'accept-account': {
    type: 'boolean',
    help: 'use the ledger with the account of this key',
    group: 'Service',
    sets: ['service', 'by hand'],
    repeats: BY_RUNS,
  },
  sandbox: {
    type: 'boolean',
    help: 'use an embedded API on this machine instead of the service',
    group: 'Sandbox',
    sets: ['service', 'by hand', 'asking'],
    repeats: BY_ALL,
  },
  faults: {
    type: 'text',
    value: 'FILE',
    help: 'a script of faults for the sandbox',
    group: 'Sandbox',
    sets: ['service', 'asking'],
    repeats: BY_RUNS,
  },
  'explain-faults': {
    type: 'boolean',
    help: 'say what a script of faults may hold',
    group: 'Sandbox',
  },
  port: {
    type: 'number',
    isCount: true,
    value: 'PORT',
    help: 'the port to listen on (default: any free one)',
    group: 'Sandbox',
  },
  dir: {
    type: 'text',
    value: 'FOLDER',
    help: 'where the sandbox keeps its instances',
    group: 'Sandbox',
  },
  format: {
    type: 'text',
    short: 'o',
    value: 'FORMAT',
    help: 'what to print on standard output',
    group: 'Output',
  },
  'json-into': {
    type: 'text',
    value: 'FILE',
    help: 'also write the JSON to a file',
    group: 'Output',
  },
  explain: {
    type: 'text',
    value: 'CODE',
    alone: { means: '', pattern: /^[^-]/ },
    help: 'explain a finding; without a code, list all',
    group: 'Output',
  },
  check: {
    type: 'text',
    value: 'FILE',
    help: 'compare a copy instead of printing',
    group: 'Output',
  },
  names: { type: 'boolean', help: 'list the names of the entries instead', group: 'Output' },
  'shell-data': {
    type: 'text',
    value: 'KIND',
    choices: SHELL_DATA,
    help: 'list ids of the account instead, kept for five minutes',
    group: 'Output',
  },
  'show-secrets': { type: 'boolean', help: 'print secrets unmasked', group: 'Output' },
  color: {
    type: 'boolean',
    help: 'force colours; --no-color turns them off',
    group: 'Output',
    sets: ['every'],
  },
  'no-color': { type: 'boolean', help: 'no colours', group: 'Output', sets: ['every'] },
  quiet: {
    type: 'boolean',
    short: 'q',
    help: 'print only what is needed',
    group: 'Output',
    sets: ['every'],
  },
  verbose: {
    type: 'boolean',
    short: 'v',
    help: 'print causes, requests and timings too',
    group: 'Output',
    sets: ['every'],
  },
  config: {
    type: 'text',
    value: 'FILE',
    help: 'read the settings from this file',
    group: 'General',
    sets: ['every'],
    repeats: BY_ALL,
  },
  help: { type: 'boolean', short: 'h', help: 'print this help', group: 'General', sets: ['every'] },
  version: { type: 'boolean', help: 'print the version', group: 'General' },
} as const satisfies Record<string, FlagKind>

export type FlagName = keyof typeof FLAGS

/** Every flag, in the order of the table. */
export const FLAG_NAMES = Object.keys(FLAGS) as readonly FlagName[]

/** What a flag means for a command. */
export function helpFor(flag: FlagName, command: string): string {
  const { help, helpOf = {} }: FlagKind = FLAGS[flag]
  const own: Readonly<Record<string, string>> = helpOf
  return own[command] ?? help
}

/** The flags of these sets. */
export const flagsIn = (...sets: readonly FlagSet[]): readonly FlagName[] =>
  FLAG_NAMES.filter((name) => {
    const kind: FlagKind = FLAGS[name]
    return kind.sets?.some((set) => sets.includes(set))
  })

type ValueOf<Kind> = Kind extends { type: 'boolean' }
  ? boolean
  : Kind extends { type: 'list' }
    ? readonly string[]
    : Kind extends { type: 'number' }
      ? number
      : Kind extends { choices: readonly (infer Choice)[] }
        ? Choice
        : string

/** The flags that were given, under their own names. */
export type Flags = { readonly [Name in FlagName]?: ValueOf<(typeof FLAGS)[Name]> }

/** What a command line says, apart from the command's name. */
export interface CommandLine {
  readonly flags: Flags
  readonly args: readonly string[]
}
