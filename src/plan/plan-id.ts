import { createHash } from 'node:crypto'
import type { Action } from './action.ts'
import type { Amount, Money } from './quote.ts'

/**
 * A short fingerprint of a plan, for `apply --plan-id`: five groups of six hexadecimal digits, one for each
 * part, so that a plan that moved can say which part did. Product contract §6.
 */
export interface PlanParts {
  /** Keys and digests of the entries: what the files say once the variables are in. Secrets count as they are shown. */
  readonly definitions: string
  /** The names of the variables that the files refer to, each set or not. Never a value. */
  readonly variables: string
  /** The service, and for each entry what would be done and about which instances. */
  readonly account: string
  readonly prices: string
  /** Whether each product can be deployed; not how many are left, which changes by the minute. */
  readonly stock: string
}

/** What a plan id is made of. */
export interface PlanFacts {
  readonly target: string
  readonly actions: readonly Action[]
  readonly variables: readonly { readonly name: string; readonly isSet: boolean }[]
  readonly money: Money
}

const PARTS = [
  'definitions',
  'variables',
  'account',
  'prices',
  'stock',
] as const satisfies readonly (keyof PlanParts)[]

/** The id of a plan: the same for the same plan on every machine. Pure. */
export function planId(facts: PlanFacts): string {
  const parts = partsOf(facts)
  return PARTS.map((part) => parts[part]).join('-')
}

/** Whether a text can be a plan id. */
export const isPlanId = (text: string): boolean => /^[0-9a-f]{6}(?:-[0-9a-f]{6}){4}$/.test(text)

/**
 * The parts in which two plan ids differ, in words. Other entries have other actions, and other actions have other
 * prices: what only follows from a part that moved is not named.
 */
export function movedParts(before: string, now: string): readonly string[] {
  const old = before.split('-')
  const fresh = now.split('-')
  const moved = PARTS.filter((_part, at) => old[at] !== fresh[at])
  const cause = (['definitions', 'account'] as const).find((part) => moved.includes(part))
  const follows: readonly string[] = cause === undefined ? [] : FOLLOWS[cause]
  return moved.filter((part) => !follows.includes(part)).map((part) => WORDS[part])
}

const FOLLOWS = {
  definitions: ['account', 'prices', 'stock'],
  account: ['prices', 'stock'],
} as const

const WORDS = {
  definitions: 'the definitions (the files, or a value that a variable gives them)',
  variables: 'the variables (which ones there are, or which are set)',
  account: 'the account (the service, or what would be done there)',
  prices: 'the prices',
  stock: 'the stock (what can be deployed now)',
} as const satisfies Record<keyof PlanParts, string>

function partsOf({ target, actions, variables, money }: PlanFacts): PlanParts {
  return {
    definitions: hash(definitionsOf(actions)),
    variables: hash(
      [...new Map(variables.map(({ name, isSet }) => [name, isSet]))].sort(([one], [other]) =>
        one < other ? -1 : 1,
      ),
    ),
    account: hash([target, actions.map((action) => [action.kind, action.key, subjectOf(action)])]),
    prices: hash([
      money.currency.code ?? null,
      money.quotes.map(({ key, billing, hourly, upfront }) => [
        key,
        billing,
        amount(hourly),
        amount(upfront),
      ]),
    ]),
    stock: hash(money.quotes.map(({ key, stock }) => [key, stock.available ?? null])),
  }
}

function definitionsOf(actions: readonly Action[]): readonly unknown[] {
  const definitions: unknown[] = []
  for (const action of actions) {
    if (action.kind !== 'orphan') definitions.push([action.key, action.spec.digest])
  }
  return definitions
}

/** What of the account a decision is about. States of instances are left out: they change by themselves. */
function subjectOf(action: Action): readonly unknown[] {
  switch (action.kind) {
    case 'create':
      return [action.presence]
    case 'recreate':
      return [action.presence, action.gone]
    case 'no-op':
      return [action.owned.id]
    case 'exists':
      return [action.remote.id]
    case 'changed':
      return [action.owned.id, action.changes.map(({ field }) => field)]
    case 'in-doubt':
      return [
        action.attempts.map(({ attempt }) => attempt),
        action.candidates.map(({ instance }) => instance.id),
      ]
    case 'conflict':
      return [action.owned.map(({ id }) => id), action.strangers.map(({ id }) => id)]
    case 'orphan':
      return [action.instances.map(({ owned }) => owned.id)]
  }
}

const amount = (value: Amount): number | string =>
  value.kind === 'known' ? value.price : value.kind

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 6)
