import { createHash } from 'node:crypto'
import type { Life } from '../definitions/life.ts'
import type { AllowWord } from '../model/allow-word.ts'
import { type Json, Secret, type WithSecrets } from '../model/secret.ts'
import type { Amount } from '../pricing/amount.ts'
import type { Money, QuotedRung } from '../pricing/quote.ts'
import type { Action } from './action.ts'
import { type Goal, PLAIN_APPLY } from './decide/goal.ts'
import { protectionsIn } from './decide/protection.ts'
import { boundStep } from './in-place/bound-step.ts'

/**
 * A fingerprint of each part of a plan, for `apply --plan-id`: a plan that moved can say which part did.
 * Product contract §6.
 */
export interface PlanParts {
  /** Keys and bodies of what an apply is about: what the files say once the variables are in. Secrets as they are shown. */
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
  /** Whether `PPI_APPLY_ID` is added to what is created; it is where nothing is said. */
  readonly marker?: boolean
  /** The words of `--allow`: what the run may do besides creating. */
  readonly allow?: readonly AllowWord[]
  /** What the run is for; a plain apply where nothing is said. */
  readonly goal?: Goal
}

const PARTS = [
  'definitions',
  'variables',
  'account',
  'prices',
  'stock',
] as const satisfies readonly (keyof PlanParts)[]

/** The hexadecimal digits of a group: enough to say which part moved, and far too few to decide anything. */
const GROUP = 6
/** The hexadecimal digits that decide: 128 bits, which nobody finds a second plan for. */
const WHOLE = 32

/** The ids of one plan. */
export interface PlanIds {
  readonly planId: string
  /** The same whatever can be deployed: for who waits until there is stock, and else wants this very plan. */
  readonly idAtAnyStock: string
}

/**
 * The ids of a plan: the same for the same plan on every machine. A group of digits for each part explains what moved;
 * the digits behind them are of all parts together, and decide. Only the whole id stands for a plan. Pure.
 */
export function planIds(facts: PlanFacts): PlanIds {
  const parts = partsOf(facts)
  return { planId: idOf(parts), idAtAnyStock: idOf({ ...parts, stock: ANY_STOCK }) }
}

function idOf(parts: PlanParts): string {
  const digests = PARTS.map((part) => parts[part])
  return [...digests.map((digest) => digest.slice(0, GROUP)), hash(digests).slice(0, WHOLE)].join(
    '-',
  )
}

/** No stock has this digest. */
const ANY_STOCK = '0'.repeat(64)

const PLAN_ID = new RegExp(`^(?:[0-9a-f]{${GROUP}}-){${PARTS.length}}[0-9a-f]{${WHOLE}}$`)

/** Whether a string can be a plan id: a part of one is none. */
export const isPlanId = (text: string): boolean => PLAN_ID.test(text)

/**
 * The parts in which two different plan ids differ, in words. Other entries have other actions, and other actions have
 * other prices: what only follows from a part that moved is not named.
 */
export function movedParts(before: string, now: string): readonly string[] {
  if (before === now) return []
  const old = before.split('-')
  const fresh = now.split('-')
  const moved = PARTS.filter((_part, at) => old[at] !== fresh[at])
  if (moved.length === 0) return ['a part whose short group happens to be the same']
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
  account: 'the account (the service, what would be done there, or what --allow permits)',
  prices: 'the prices',
  stock: 'the stock (what can be deployed now)',
} as const satisfies Record<keyof PlanParts, string>

function partsOf({
  target,
  actions,
  variables,
  money,
  marker = true,
  allow = [],
  goal = PLAIN_APPLY,
}: PlanFacts): PlanParts {
  return {
    definitions: hash(definitionsOf({ actions: goal.kind === 'apply' ? actions : [], marker })),
    variables: hash(
      [...new Map(variables.map(({ name, isSet }) => [name, isSet]))].sort(([one], [other]) =>
        one < other ? -1 : 1,
      ),
    ),
    account: hash([
      target,
      actions.map((action) => [
        action.kind,
        action.key,
        subjectOf(action),
        ...protectionsIn([action]).map(({ protect }) => protect),
      ]),
      ...(allow.length === 0 ? [] : [[...new Set(allow)].sort()]),
      ...(goal.kind === 'apply' && !goal.prune ? [] : [{ goal: goal.kind }]),
    ]),
    prices: hash([
      money.currency.code ?? null,
      money.quotes.map(({ key, rungs }) => [key, ...rungs.flatMap(priceOf)]),
    ]),
    stock: hash(
      money.quotes.map(({ key, rungs }) => [
        key,
        ...rungs.map(({ stock }) => stock.available ?? null),
      ]),
    ),
  }
}

/** Of each entry that an apply is about. What only ends, stops or starts instances sends nothing of what the files say. */
function* definitionsOf({
  actions,
  marker,
}: Required<Pick<PlanFacts, 'actions' | 'marker'>>): Generator<unknown> {
  for (const action of actions) {
    if (action.kind === 'orphan' || action.spec === undefined) continue
    const { body, life, fallback, maxHourly } = action.spec
    const said = lifeOf(life)
    const isPlain = said.every((each) => each === null)
    yield [
      action.key,
      bound(body),
      ...(isPlain ? [] : [said]),
      ...(maxHourly === undefined ? [] : [{ maxHourly }]),
      ...(fallback.length === 0 ? [] : [{ fallback: fallback.map((rung) => bound(rung.body)) }]),
    ]
  }
  if (!marker) yield 'without marker'
}

const lifeOf = ({
  protect,
  desiredStatus,
  replaceBy,
  paidUntil,
  expires,
}: Life): readonly unknown[] => [
  protect ?? null,
  desiredStatus ?? null,
  replaceBy ?? null,
  paidUntil ?? null,
  expires?.text ?? null,
]

/** A body as it would be sent, where a secret is its source text, and never the same as a string that looks like it. */
function bound(value: WithSecrets): Json {
  if (value instanceof Secret) return { secret: value.shown }
  if (Array.isArray(value)) return value.map(bound)
  if (typeof value === 'object' && value !== null) {
    return { members: Object.entries(value).map(([key, inner]) => [key, bound(inner)]) }
  }
  return value as string | number | boolean | null
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
    case 'change':
      return [
        action.owned.id,
        action.changes.map(({ field }) => field),
        ...action.steps.map((step) => boundStep(step, action)),
      ]
    case 'replace':
      return [action.owned.id, action.changes.map(({ field }) => field), action.by]
    case 'destroy':
      return [
        action.owned.id,
        action.because,
        action.remote !== undefined,
        ...(action.replacement === undefined ? [] : [action.replacement.successor ?? null]),
      ]
    case 'blocked':
      return [action.owned?.id ?? action.remote?.id ?? null, action.reason.code]
    case 'expired':
      return [action.owned?.id ?? null]
    case 'failed':
      return [action.remote.id]
    case 'in-doubt':
      return [
        action.attempts.map(({ attempt }) => attempt),
        action.candidates.map(({ instance }) => instance.id),
        ...action.unsettled.map(({ id, open }) => [id, open?.attempt ?? null]),
      ]
    case 'conflict':
      return [action.owned.map(({ id }) => id), action.strangers.map(({ id }) => id)]
    case 'orphan':
      return [action.instances.map(({ owned }) => owned.id)]
  }
}

const priceOf = ({ billing, hourly, upfront }: QuotedRung): readonly Json[] => [
  billing,
  amount(hourly),
  amount(upfront),
]

const amount = (value: Amount): number | string =>
  value.kind === 'known' ? value.price : value.kind

/**
 * The digest of the JSON of a list. Each item is written by itself, as the JSON of all of a large fleet takes as much memory
 * as the fleet.
 */
function hash(items: Iterable<unknown>): string {
  const digest = createHash('sha256')
  let json = '['
  let isFirst = true
  for (const item of items) {
    json += `${isFirst ? '' : ','}${JSON.stringify(item)}`
    isFirst = false
    if (json.length < ENOUGH) continue
    digest.update(json)
    json = ''
  }
  return digest.update(`${json}]`).digest('hex')
}

/** UTF-16 units that are worth a call. */
const ENOUGH = 4096
