import { UserError } from '../../model/user-error.ts'
import type { ConfigFile } from '../config.ts'
import type { Environment } from '../environment.ts'
import type { Flags } from '../flags.ts'
import type { VariableFile, Variables } from '../variable-file.ts'
import { isKeyName, isKnownAddress, KNOWN_ADDRESSES } from './known-hosts.ts'
import { originOf, type TrustWorld, trustIn } from './trust-list.ts'

/** Where a run sends its requests, with what, and who said so. */
export interface Destination {
  readonly baseUrl: string
  /** Such as "the flag --base-url", for messages. */
  readonly baseUrlFrom: string
  /** The API key as it was found, unchecked; `undefined` where there is none. */
  readonly apiKey: string | undefined
  readonly apiKeyFrom: string
}

export const DEFAULT_BASE_URL = 'https://api.ppinfra.com'
const DEFAULT_KEY = 'PPIO_API_KEY'
const ADDRESS = 'PPIO_BASE_URL'

/** Everything that has a say in it. */
export interface DestinationInput extends TrustWorld {
  readonly flags: Flags
  readonly env: Environment
  readonly config: ConfigFile | undefined
  readonly variables: Variables
}

/**
 * The variable that holds the API key: `--api-key-env`, else the one of the config, else the default. Throws a `UserError`
 * where a config names a variable that is not called like a key of the service: it could hold any secret.
 */
export function apiKeyVariable({
  flags,
  config,
}: Pick<DestinationInput, 'flags' | 'config'>): string {
  const named = flags['api-key-env']
  if (named !== undefined) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(named)) return named
    // What is here may be the key itself, so it is not shown.
    throw new UserError('--api-key-env takes the name of a variable, never the key itself', {
      ending: 'usage',
      hint: `as in --api-key-env ${DEFAULT_KEY}`,
    })
  }
  const name = config?.config.apiKey?.slice(2, -1)
  if (config === undefined || name === undefined) return DEFAULT_KEY
  if (isKeyName(name)) return name
  throw new UserError(
    `${config.path}: apiKey may not name the variable ${name}: it would be sent to the service, and it is not called like one of its keys`,
    {
      hint: `A config may name PPIO_API_KEY, NOVITA_API_KEY and names that begin with PPIO_ or NOVITA_ and end with API_KEY. If ${name} does hold your key, say so yourself: --api-key-env ${name}`,
    },
  )
}

/**
 * Chooses the service and the key: flag, then environment, then variable file, then config, then the default, for both
 * alike. Whoever wrote a checkout must not choose where a person's key goes, so a file of it may name a known host, or one
 * of the person's trust list; a variable file that a person named may name any, for a key of its own. Throws a `UserError`
 * for every other choice, and says what the person can do.
 */
export function chooseDestination(input: DestinationInput): Destination {
  const { flags, env, config } = input
  const key = findKey(input)
  const withKey = (baseUrl: string, baseUrlFrom: string): Destination => ({
    baseUrl,
    baseUrlFrom,
    apiKey: key.value,
    apiKeyFrom: key.words,
  })
  const flag = flags['base-url']
  if (flag !== undefined) return withKey(flag, 'the flag --base-url')
  const own = valueIn(env, ADDRESS)
  if (own !== undefined) return withKey(own, `${ADDRESS} in the environment`)
  const file = input.variables.files.find((each) => present(each.get(ADDRESS)) !== undefined)
  if (file !== undefined) {
    const address = file.get(ADDRESS) ?? ''
    checkFileAddress(address, file, key, input)
    return withKey(address, `${ADDRESS} in the variable file ${file.path}`)
  }
  const configured = config?.config.baseUrl
  if (config !== undefined && configured !== undefined) {
    checkNamedHost(configured, `The config ${config.path}`, input)
    return withKey(configured, `baseUrl in the config ${config.path}`)
  }
  return withKey(DEFAULT_BASE_URL, 'the default')
}

interface Key {
  readonly name: string
  readonly value: string | undefined
  /** The variable file it is in; `undefined` for the environment, and for no key. */
  readonly file: VariableFile | undefined
  readonly words: string
}

function findKey(input: DestinationInput): Key {
  const name = apiKeyVariable(input)
  const own = valueIn(input.env, name)
  if (own !== undefined) {
    return { name, value: own, file: undefined, words: `${name} in the environment` }
  }
  const file = input.variables.files.find((each) => present(each.get(name)) !== undefined)
  return file === undefined
    ? { name, value: undefined, file, words: `${name}, which is not set` }
    : { name, value: file.get(name), file, words: `${name} in the variable file ${file.path}` }
}

/** A variable file may send its own key anywhere that its author likes, and nobody else's. */
function checkFileAddress(
  address: string,
  file: VariableFile,
  key: Key,
  input: DestinationInput,
): void {
  const whose = `The variable file ${file.path}`
  if (key.file !== file) {
    throw new UserError(
      `${whose} names the service ${shown(address)} (${ADDRESS}), but the API key is ${key.words}: a variable file chooses the service for a key of its own only. Nothing was sent`,
      {
        hint: `Set ${ADDRESS} in the environment, give --base-url, or put ${key.name} into the same file.`,
      },
    )
  }
  if (isNamedHost(address, input)) return
  if (file.namedBy === 'config') checkNamedHost(address, whose, input)
  const other = otherKey(input)
  if (other === undefined) return
  throw new UserError(
    `${whose} names the service ${shown(address)} with a key of its own, but the environment holds an API key too: ${other}. A file does not choose the service for you then. Nothing was sent`,
    { hint: `Give --base-url with the address you mean, or unset ${other}.` },
  )
}

/**
 * A key of the person that a file of the checkout put aside by naming another one. With `--api-key-env` it was the person
 * who chose.
 */
const otherKey = ({ flags, env }: DestinationInput): string | undefined =>
  flags['api-key-env'] === undefined
    ? Object.keys(env).find((name) => isKeyName(name) && valueIn(env, name) !== undefined)
    : undefined

function checkNamedHost(address: string, whose: string, input: DestinationInput): void {
  if (isNamedHost(address, input)) return
  const { ignored } = trustIn(undefined, input)
  const origin = originOf(address)
  const trust = origin === undefined ? '' : `, or for all runs of yours: ppi-apply trust ${origin}`
  throw new UserError(
    `${whose} names the service ${shown(address)}, which is neither a known one (${KNOWN_ADDRESSES}) nor on your trust list. Your API key goes only where you send it, so nothing was sent`,
    {
      hint: `If you did not expect this address, find out who wrote it there. If it is yours, say so for this run with --base-url or ${ADDRESS} in the environment${trust}.${ignored}`,
    },
  )
}

const isNamedHost = (address: string, world: TrustWorld): boolean =>
  isKnownAddress(address) || trustIn(originOf(address), world).isTrusted

/** An address with a password in it is not quoted, nor one that goes on and on. */
function shown(address: string): string {
  if (address.includes('@')) return '(not shown: it holds a user name or password)'
  return address.length > 100 ? `${address.slice(0, 100)}…` : address
}

/** An empty variable counts as not set, as everywhere on the command line. */
const present = (value: string | undefined): string | undefined =>
  value === '' ? undefined : value

/** An environment object inherits `toString` and its like, which nobody has set. */
const valueIn = (env: Environment, name: string): string | undefined =>
  Object.hasOwn(env, name) ? present(env[name]) : undefined
