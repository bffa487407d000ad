import type { FlagName } from '../config/flags.ts'

/** One command: what its help says, and which flags it has. Its code is loaded only when it runs. */
export interface Command {
  /** The arguments as the usage line shows them. */
  readonly args: string
  readonly summary: string
  readonly about: string
  readonly flags: readonly FlagName[]
  readonly examples: readonly string[]
}

const COMMON = ['config', 'no-color', 'color', 'quiet', 'verbose', 'help'] as const
const FILES = ['file', 'var-file', 'env-allow', 'api-key-env', 'only', 'exclude'] as const
const LIMITS = ['max-hourly', 'max-upfront', 'allow-prepaid', 'allow-unavailable'] as const
const SERVICE = [
  'base-url',
  'ledger',
  'accept-account',
  'refresh',
  'sandbox',
  'faults',
  'timeout',
  'settle',
] as const
/** Of the commands that write a line by hand. */
const BY_HAND = [
  'var-file',
  'env-allow',
  'api-key-env',
  'base-url',
  'ledger',
  'accept-account',
  'refresh',
  'sandbox',
] as const

export const COMMANDS = {
  init: {
    args: '',
    summary: 'write a commented starter instances.yaml',
    about:
      'Writes instances.yaml with the schema modeline for editors, and the ignore rules for .ppi-apply/. It never overwrites a file.',
    flags: COMMON,
    examples: ['ppi-apply init'],
  },
  validate: {
    args: '[files…]',
    summary: 'check the files without the network',
    about:
      'Checks everything that can be checked without the network and prints all findings. With --no-env a reference stands for any value, so that files can be checked where the variables are not set.',
    flags: [...COMMON, ...FILES, 'no-env', 'format', 'json-into', 'explain'],
    examples: [
      'ppi-apply validate fleet.yaml',
      'ppi-apply validate --no-env --format sarif',
      'ppi-apply validate --explain name-duplicate',
    ],
  },
  vars: {
    args: '[files…]',
    summary: 'list the variables the files refer to',
    about:
      'Lists each variable with where it is used, whether it is required, and whether it is set. Never shows a value.',
    flags: [...COMMON, ...FILES, 'format', 'json-into'],
    examples: ['ppi-apply vars fleet.yaml'],
  },
  render: {
    args: '[files…]',
    summary: 'print the exact create bodies',
    about:
      'Prints what would be sent, in order, with secrets masked: as JSON, YAML, or curl commands. --show-secrets prints them unmasked.',
    flags: [...COMMON, ...FILES, 'base-url', 'format', 'json-into', 'show-secrets'],
    examples: ['ppi-apply render fleet.yaml --format yaml'],
  },
  plan: {
    args: '[files…]',
    summary: 'show what apply would do, and why',
    about:
      'Reads the files, the ledger and the account, and decides for each entry. Touches nothing.',
    flags: [
      ...COMMON,
      ...FILES,
      ...SERVICE,
      ...LIMITS,
      'format',
      'json-into',
      'allow',
      'detailed-exitcode',
    ],
    examples: [
      'ppi-apply plan fleet.yaml',
      'ppi-apply plan --refresh never --detailed-exitcode',
      'ppi-apply plan --format markdown > comment.md',
    ],
  },
  apply: {
    args: '[files…]',
    summary: 'show the plan, ask, then create in order',
    about:
      'Validates everything, shows the plan and asks; then makes one create call per entry, in file order. Each attempt is in the ledger before it is sent, so that an entry is never created twice.',
    flags: [
      ...COMMON,
      ...FILES,
      ...SERVICE,
      ...LIMITS,
      'format',
      'json-into',
      'yes',
      'allow',
      'plan-id',
      'fail-fast',
      'adopt',
      'wait',
    ],
    examples: ['ppi-apply apply fleet.yaml', 'ppi-apply apply --sandbox --yes'],
  },
  status: {
    args: '[files…]',
    summary: 'show what the ledger and the account hold',
    about:
      'Shows each instance with its state, age, price and how to connect; attempts without an outcome, with the commands that settle them; and what else the account has. Needs no files; with files it also says what is in none of them.',
    flags: [
      ...COMMON,
      ...FILES,
      ...SERVICE,
      'format',
      'json-into',
      'watch',
      'until-running',
      'show-secrets',
    ],
    examples: ['ppi-apply status', 'ppi-apply status --watch --only trainer'],
  },
  adopt: {
    args: 'NAME ID [files…]',
    summary: 'record an existing instance as the one an entry means',
    about:
      'Records the instance ID as the one that the entry NAME means, and settles attempts of it that are in doubt as made. The files give the definition, so that later changes can be found. It sends only requests that read.',
    flags: [...COMMON, 'file', ...BY_HAND, 'format'],
    examples: ['ppi-apply adopt trainer 3f2a9c fleet.yaml'],
  },
  forget: {
    args: 'NAME [ID…]',
    summary: 'drop an entry from the ledger, or an attempt as not made',
    about:
      'Says what still runs and costs, and asks. Then attempts of NAME that are in doubt count as not made, and its instances (or only those named) are no longer in the ledger. Nothing is deleted: what runs goes on running.',
    flags: [...COMMON, ...BY_HAND, 'yes', 'format'],
    examples: ['ppi-apply forget trainer', "ppi-apply forget '~1f0c#1' --yes"],
  },
  recover: {
    args: '[files…]',
    summary: 'rebuild a lost ledger from the markers in the account',
    about:
      'Looks in the account for instances that apply marked with PPI_APPLY_ID and that the ledger does not know, and asks. Then each is recorded as the entry of the files that it was made for. Two instances of one entry are only shown. Nothing is created or deleted.',
    flags: [...COMMON, 'file', ...BY_HAND, 'ledger-id', 'yes', 'format'],
    examples: ['ppi-apply recover', 'ppi-apply recover fleet.yaml --yes'],
  },
  unlock: {
    args: 'ID',
    summary: 'remove a lock that nobody holds any more',
    about:
      'Removes the lock with the id that the lock error showed. Be sure that its holder does not run any more, on no machine: two runs at once may create twice.',
    flags: [...COMMON, 'var-file', 'api-key-env', 'base-url', 'ledger', 'sandbox', 'format'],
    examples: ['ppi-apply unlock 3f2a9c41d07b'],
  },
  trust: {
    args: '[URL]',
    summary: 'let config files name a host, for you',
    about:
      'A config may name the known hosts of the service only, since whoever wrote it must not choose where your API key goes. This adds one to the list of hosts that you let config files name too, in the config folder of your home; --remove removes one, and without an address it shows the list. The list does not count where somebody else could have written it: inside a project, or where other users may write.',
    flags: [...COMMON, 'remove', 'yes'],
    examples: ['ppi-apply trust https://gateway.example', 'ppi-apply trust'],
  },
  schema: {
    args: '[config]',
    summary: 'print the JSON Schema of the files',
    about:
      'Prints the schema that editors use for the definition files, or with the word config that of the config. --check compares a copy with it instead.',
    flags: [...COMMON, 'check'],
    examples: [
      'ppi-apply schema > instances.schema.json',
      'ppi-apply schema config > config.schema.json',
    ],
  },
  sandbox: {
    args: '',
    summary: 'run the embedded API on this machine',
    about:
      'Serves the documented API on loopback until it is stopped, and says what in it is documented and what is assumed. Nothing in it costs money.',
    flags: [...COMMON, 'port', 'dir', 'faults'],
    examples: ['ppi-apply sandbox --port 8080'],
  },
  completion: {
    args: 'bash|zsh|fish',
    summary: 'print a completion script for a shell',
    about:
      'Prints a script that completes commands, flags, files, and the names of entries for --only and --exclude. With --names it lists those names, one per line, of the files of this folder or of those given.',
    flags: [...COMMON, 'file', 'names'],
    examples: ['source <(ppi-apply completion bash)', 'ppi-apply completion --names fleet.yaml'],
  },
} as const satisfies Record<string, Command>

export type CommandName = keyof typeof COMMANDS
