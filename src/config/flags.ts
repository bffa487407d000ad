/** One flag: how it is written, what it means, what kind of value it takes. */
export interface FlagKind {
  readonly type: 'boolean' | 'text' | 'list' | 'number'
  /** The letter that stands for it behind one dash. */
  readonly short?: string
  /** What stands for the value in the help. */
  readonly value?: string
  /** What it means without a value, and what is taken for one behind a blank. All others must have a value. */
  readonly alone?: { readonly means: string; readonly takes: RegExp }
  /** The values there are, where they are few. */
  readonly choices?: readonly string[]
  readonly help: string
}

/** Every flag of every command, once. */
export const FLAGS = {
  config: { type: 'text', value: 'FILE', help: 'read the settings from this file' },
  file: {
    type: 'list',
    short: 'f',
    value: 'FILE',
    help: 'a definition file, like one named without a flag (repeatable)',
  },
  'var-file': {
    type: 'list',
    value: 'FILE',
    help: 'read variables from this file too; the environment wins (repeatable)',
  },
  'env-allow': {
    type: 'list',
    value: 'NAME',
    help: 'let the files read only these variables, by name or glob (repeatable)',
  },
  'base-url': { type: 'text', value: 'URL', help: 'the address of the service' },
  'api-key-env': {
    type: 'text',
    value: 'NAME',
    help: 'the variable that holds the API key (PPIO_API_KEY)',
  },
  ledger: { type: 'text', value: 'FILE', help: 'the ledger file' },
  'ledger-id': { type: 'text', value: 'ID', help: 'which of the ledgers in the account was lost' },
  only: { type: 'list', value: 'NAME', help: 'only these entries, by name or glob (repeatable)' },
  exclude: { type: 'list', value: 'NAME', help: 'all but these entries (repeatable)' },
  refresh: {
    type: 'text',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    help: 'whether to list the account: auto, always or never',
  },
  format: { type: 'text', short: 'o', value: 'FORMAT', help: 'what to print on standard output' },
  'json-into': { type: 'text', value: 'FILE', help: 'also write the JSON to a file' },
  color: { type: 'boolean', help: 'force colours; --no-color turns them off' },
  'no-color': { type: 'boolean', help: 'no colours' },
  quiet: { type: 'boolean', short: 'q', help: 'print only what is needed' },
  verbose: { type: 'boolean', short: 'v', help: 'print causes, requests and timings too' },
  timeout: { type: 'number', value: 'SECONDS', help: 'how long a create call may take' },
  settle: {
    type: 'number',
    value: 'SECONDS',
    help: 'how long a new instance may take to show up in the list (60)',
  },
  sandbox: { type: 'boolean', help: 'use an embedded API on this machine instead of the service' },
  faults: { type: 'text', value: 'FILE', help: 'a script of faults for the sandbox' },
  yes: { type: 'boolean', short: 'y', help: 'do not ask' },
  'plan-id': { type: 'text', value: 'ID', help: 'go ahead only if the plan still has this id' },
  allow: {
    type: 'list',
    value: 'WORD',
    help: 'also do this without asking: recreate (repeatable)',
  },
  'fail-fast': { type: 'boolean', help: 'stop at the first rejection' },
  adopt: { type: 'boolean', help: 'record the instances that exist already as ours' },
  wait: {
    type: 'text',
    value: 'SECONDS',
    // With a unit too, for an error that is about the unit; no file is called so.
    alone: { means: '600', takes: /^\d+(?:\.\d+)?[a-z]*$/i },
    help: 'wait until the created instances run (default: 600)',
  },
  'detailed-exitcode': { type: 'boolean', help: 'exit with 2 when something would be done' },
  'no-env': {
    type: 'boolean',
    help: 'check without the variables: a reference stands for any value',
  },
  explain: {
    type: 'text',
    value: 'CODE',
    alone: { means: '', takes: /^[^-]/ },
    help: 'explain a finding; without a code, list all',
  },
  'show-secrets': { type: 'boolean', help: 'print secrets unmasked' },
  check: { type: 'text', value: 'FILE', help: 'compare a copy instead of printing' },
  port: { type: 'number', value: 'PORT', help: 'the port to listen on (default: any free one)' },
  dir: { type: 'text', value: 'FOLDER', help: 'where the sandbox keeps its instances' },
  'max-hourly': {
    type: 'number',
    value: 'AMOUNT',
    help: 'refuse when it would cost more per hour',
  },
  'max-upfront': { type: 'number', value: 'AMOUNT', help: 'refuse when more would be charged now' },
  'allow-prepaid': { type: 'boolean', help: 'allow entries that are paid in advance' },
  'allow-unavailable': { type: 'boolean', help: 'try even when nothing is in stock' },
  'accept-account': { type: 'boolean', help: 'use the ledger with the account of this key' },
  remove: { type: 'boolean', help: 'take a host from the list' },
  names: { type: 'boolean', help: 'list the names of the entries instead' },
  watch: { type: 'boolean', help: 'look again until everything is settled' },
  'until-running': {
    type: 'boolean',
    help: 'with --watch: end with 3 unless every instance runs in the end',
  },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
  version: { type: 'boolean', help: 'print the version' },
} as const satisfies Record<string, FlagKind>

export type FlagName = keyof typeof FLAGS

type ValueOf<Kind> = Kind extends { type: 'boolean' }
  ? boolean
  : Kind extends { type: 'list' }
    ? readonly string[]
    : Kind extends { type: 'number' }
      ? number
      : string

/** The flags that were given, under their own names. */
export type Flags = { readonly [Name in FlagName]?: ValueOf<(typeof FLAGS)[Name]> }

/** What a command line says, apart from the command's name. */
export interface CommandLine {
  readonly flags: Flags
  readonly args: readonly string[]
}
