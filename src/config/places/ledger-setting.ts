import { resolve } from 'node:path'
import { Secret } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'
import type { ConfigFile } from '../config.ts'
import type { Environment } from '../environment.ts'
import type { Flags } from '../flags.ts'
import {
  isAddress,
  requireLedgerAddress,
  type SplitAddress,
  schemeOf,
  splitAddress,
  trustedPlaceOf,
} from './ledger-address.ts'
import { type TrustWorld, trustIn } from './trust-list.ts'

/** The ledger that somebody chose for a run. */
export type LedgerSetting =
  /** Absolute. */
  { readonly kind: 'file'; readonly path: string } | SharedSetting

/** A ledger that several machines use. */
export interface SharedSetting {
  readonly kind: 'shared'
  /** Without a password, but for a repository that Git is to open by itself: it is for Git alone, and in no message. */
  readonly address: string
  readonly password: Secret | undefined
  /** A person wrote the password on the command line, where others can read it. */
  readonly isPasswordShown: boolean
}

const VARIABLE = 'PPI_APPLY_LEDGER'

interface Choice extends TrustWorld {
  readonly flags: Flags
  readonly config: ConfigFile | undefined
  /** Absolute. */
  readonly cwd: string
}

/**
 * The ledger of a run: flag, then `PPI_APPLY_LEDGER` of the environment, then config; `undefined` for the default place. A run
 * with `--sandbox` has a ledger of its own unless a flag says otherwise: what is played there is not to get into that of a team.
 * Whoever wrote a checkout must not choose where the lines and the secrets of a ledger go: a config may name a file of its
 * project, a remote that the clone has, or a place of the person's trust list. Throws a `UserError` for any other.
 */
export function chooseLedger(choice: Choice): LedgerSetting | undefined {
  const { flags, env, config, cwd } = choice
  if (flags.sandbox === true && flags.ledger === undefined) return undefined
  const own = Object.hasOwn(env, VARIABLE) ? env[VARIABLE] : undefined
  const named = flags.ledger ?? (own === '' ? undefined : own)
  if (named !== undefined) return ledgerSetting(named, cwd, flags.ledger !== undefined)
  const configured = config?.config.ledger
  if (config === undefined || configured === undefined) return undefined
  if (!isAddress(configured)) return { kind: 'file', path: configured }
  requireLedgerAddress(configured)
  const split = splitAddress(configured)
  requireTrusted(split, config.path, choice)
  const password =
    split.password === undefined ? undefined : variableIn(split.password, config.path)
  return {
    kind: 'shared',
    address: split.address,
    password: password === undefined ? undefined : secretFrom(password, env),
    isPasswordShown: false,
  }
}

/** The ledger that a person named. `isShown`: on the command line, where others can read it. */
export function ledgerSetting(named: string, cwd: string, isShown: boolean): LedgerSetting {
  if (!isAddress(named)) return { kind: 'file', path: resolve(cwd, named) }
  requireLedgerAddress(named)
  const { address, password } = splitAddress(named)
  const isPasswordShown = isShown && password !== undefined
  if (schemeOf(named) === 'git') {
    return { kind: 'shared', address: named, password: undefined, isPasswordShown }
  }
  return {
    kind: 'shared',
    address,
    password: password === undefined ? undefined : secretOf(decoded(password)),
    isPasswordShown,
  }
}

function requireTrusted({ address }: SplitAddress, path: string, world: TrustWorld): void {
  if (/^git:[A-Za-z0-9][A-Za-z0-9._-]*(?:#|$)/i.test(address)) return
  const place = trustedPlaceOf(address)
  const { isTrusted, ignored } = trustIn(place, world)
  if (isTrusted) return
  // A shell would look for files that fit the question mark.
  const word = place?.includes('?') ? `'${place}'` : place
  const trust = word === undefined ? '' : `, or for all runs of yours: ppi-apply trust ${word}`
  throw new UserError(
    `The config ${path} keeps the ledger at ${place ?? 'an address of its own'}, which is not on your trust list. What the ledger says decides what is created, and its password goes only where you send it, so nothing was sent`,
    {
      hint: `If you did not expect this address, find out who wrote it there. If it is yours, say so for this run with --ledger or ${VARIABLE} in the environment${trust}.${ignored}`,
    },
  )
}

/** The variable that stands for the password. */
function variableIn(password: string, path: string): string {
  const [, name] = /^\$\{(PPI_APPLY_[A-Z0-9_]+)\}$/.exec(decoded(password)) ?? []
  if (name !== undefined) return name
  // What is here may be the password itself, so it is not shown.
  throw new UserError(
    `${path}: ledger holds a password, which everybody can read who has the file`,
    {
      hint: 'Leave it out and set PGPASSWORD in the environment, or write a variable that begins with PPI_APPLY_ in its place: ${PPI_APPLY_LEDGER_PASSWORD}. If it is a real password, change it: it is in the history of the file.',
    },
  )
}

function secretFrom(name: string, env: Environment): Secret {
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (value === undefined || value === '') {
    throw new UserError(`the variable ${name} is not set, which holds the password of the ledger`, {
      hint: `export ${name}=…`,
    })
  }
  return new Secret(value, `\${${name}}`)
}

const secretOf = (password: string): Secret => new Secret(password, '(secret)')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
