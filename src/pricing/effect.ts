import type { InstanceOperation } from '../ledger/operation.ts'
import { unreachable } from '../model/unreachable.ts'
import { type Amount, sum, type Total } from './amount.ts'
import { toPriceUnits } from './amount-text.ts'
import type { Cost, Rate } from './cost.ts'
import type { Quote } from './quote.ts'

/** An operation on one instance, with what is known of its price. */
export type PricedOperation =
  | { readonly operation: 'create'; readonly quote: Quote | undefined }
  /** `cost`: `undefined` where nobody asked. `isStopped`: before the run. */
  | {
      readonly operation: InstanceOperation
      readonly cost: Cost | undefined
      readonly isStopped: boolean
      /** Of what is paid in advance: the price of its months. */
      readonly quote?: Quote | undefined
    }

/** What an operation does to the bill: amounts an hour, in units of `Price`. */
export interface Effect {
  readonly before: Amount
  readonly after: Amount
  /** What it is more an hour, less than 0 where it saves. */
  readonly change: Amount
  readonly upfront: Amount
  /** What an instance that ends has cost until now, in units of the currency; `undefined` where nobody knows. */
  readonly soFar: number | undefined
  /** It was stopped for a time, which is not in `soFar`. */
  readonly wasStopped?: true
}

/** What the operations of a run do together. An unknown amount is never taken for nothing: it is counted. */
export interface EffectTotal {
  readonly before: Total
  readonly after: Total
  readonly change: Amount
  readonly upfront: Total
}

/** What one operation does to the bill. Pure. */
export function effectOf(priced: PricedOperation): Effect {
  switch (priced.operation) {
    case 'create': {
      const after = priced.quote?.hourly ?? NOT_ASKED
      const upfront = priced.quote?.upfront ?? NONE
      const before = after.kind === 'none' ? NONE : NOTHING
      return { before, after, change: changeOf(before, after), upfront, soFar: undefined }
    }
    case 'delete':
      return existing(priced.cost, priced.isStopped ? STOPPED : rateOf(priced.cost), NOTHING)
    case 'stop':
      return existing(priced.cost, rateOf(priced.cost), STOPPED)
    case 'start':
      return existing(priced.cost, STOPPED, rateOf(priced.cost))
    case 'edit-ports':
    case 'upgrade': {
      const rate = priced.isStopped ? STOPPED : rateOf(priced.cost)
      return { ...existing(priced.cost, rate, rate), change: NOTHING }
    }
    case 'subscribe':
    case 'renew':
      return {
        ...existing(priced.cost, priced.isStopped ? STOPPED : rateOf(priced.cost), NONE),
        upfront: priced.quote?.upfront ?? NOT_ASKED,
      }
    case 'auto-renew':
      return existing(priced.cost, NONE, NONE)
    case 'grow-disk': {
      const before = priced.isStopped ? STOPPED : rateOf(priced.cost)
      const isPrepaid = priced.cost?.rate.kind === 'prepaid'
      const effect = existing(priced.cost, before, LARGER_DISK)
      return isPrepaid ? { ...effect, upfront: LARGER_DISK } : effect
    }
    default:
      return unreachable(priced)
  }
}

/**
 * What operations on one instance do together, one after the other: it is billed once. A disk stays as large as it has
 * become, and nothing has a price of an hour any more that is paid in advance.
 */
export function inSuccession([first, ...others]: readonly [Effect, ...Effect[]]): Effect {
  const all = [first, ...others]
  const last = others.at(-1) ?? first
  const larger = all.find(({ after }) => after === LARGER_DISK)
  const paid = all.find(({ after }) => after.kind === 'none')
  return {
    ...first,
    after: (paid ?? larger ?? last).after,
    change: others.reduce((sum, { change }) => add(sum, change), first.change),
    upfront: together(all.map(({ upfront }) => upfront)),
  }
}

/** What it does that an instance takes the place of another one, whichever comes first: both are on the bill. */
export function inPlaceOf(made: Effect, ended: Effect): Effect {
  return {
    ...ended,
    after: made.after,
    change: changeOf(ended.before, made.after),
    upfront: made.upfront,
  }
}

function together(amounts: readonly Amount[]): Amount {
  const due = amounts.filter(({ kind }) => kind !== 'none')
  return due.slice(1).reduce((sum, amount) => add(sum, amount), due[0] ?? NONE)
}

function add(one: Amount, other: Amount): Amount {
  if (one.kind === 'unknown') return one
  if (other.kind === 'unknown') return other
  if (one.kind === 'none' || other.kind === 'none') return NONE
  return { kind: 'known', price: one.price + other.price }
}

/** What an operation on an instance that is there makes due, by the hour and at once: what limits look at. */
export interface Due {
  readonly hourly: Amount
  readonly upfront: Amount
}

/**
 * What an operation makes due, whatever it saves: a start the whole price of the instance, and a larger disk what nobody
 * knows. What is paid in advance has a quote of its own. Pure.
 */
export function dueOf(operation: InstanceOperation, cost: Cost | undefined): Due {
  switch (operation) {
    case 'start':
      return { hourly: rateOf(cost), upfront: NONE }
    case 'grow-disk':
      return cost?.rate.kind === 'prepaid'
        ? { hourly: NONE, upfront: LARGER_DISK }
        : { hourly: LARGER_DISK, upfront: NONE }
    case 'delete':
    case 'stop':
    case 'edit-ports':
    case 'upgrade':
    case 'subscribe':
    case 'renew':
    case 'auto-renew':
      return { hourly: NONE, upfront: NONE }
    default:
      return unreachable(operation)
  }
}

/** The sums over a run. Savings are in them, and are nobody's allowance: limits look at what is made due alone. */
export function totalEffect(effects: readonly Effect[]): EffectTotal {
  const before = sum(effects.map((effect) => effect.before))
  const after = sum(effects.map((effect) => effect.after))
  const unknown = effects.find(({ change }) => change.kind === 'unknown')?.change
  return {
    before,
    after,
    change: unknown ?? { kind: 'known', price: after.price - before.price },
    upfront: sum(effects.map(({ upfront }) => upfront)),
  }
}

const NONE: Amount = { kind: 'none' }

const NOTHING: Amount = { kind: 'known', price: 0 }

const NOT_ASKED: Amount = { kind: 'unknown', why: 'nobody asked for the price' }

/** The price list has no price of it, and it is not nothing. */
const STOPPED: Amount = {
  kind: 'unknown',
  why: 'a stopped instance goes on paying for its disk',
}

const LARGER_DISK: Amount = {
  kind: 'unknown',
  why: 'disk beyond the free size has no price in the list',
}

/** What is paid in advance costs nothing by the hour, before and after. */
function existing(cost: Cost | undefined, before: Amount, after: Amount): Effect {
  const soFar = cost?.soFar
  const stops = cost?.wasStopped === true ? ({ wasStopped: true } as const) : {}
  if (cost?.rate.kind === 'prepaid') {
    return { before: NONE, after: NONE, change: NONE, upfront: NONE, soFar }
  }
  return { before, after, change: changeOf(before, after), upfront: NONE, soFar, ...stops }
}

function rateOf(cost: Cost | undefined): Amount {
  const rate: Rate | undefined = cost?.rate
  switch (rate?.kind) {
    case 'hourly':
      return { kind: 'known', price: toPriceUnits(rate.price) }
    case 'unknown':
      return rate
    case 'prepaid':
      return NONE
    case undefined:
      return NOT_ASKED
    default:
      return unreachable(rate)
  }
}

function changeOf(before: Amount, after: Amount): Amount {
  if (before.kind === 'unknown') return before
  if (after.kind === 'unknown') return after
  if (before.kind === 'none' || after.kind === 'none') return NONE
  return { kind: 'known', price: after.price - before.price }
}
