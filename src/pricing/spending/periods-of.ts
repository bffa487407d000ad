import { isAtRest, phaseOf } from '../../api/instance-phase.ts'
import { instancesOf, isLive, type Remote, type RemoteInstance } from '../../api/remote.ts'
import type { Lifetime } from '../../ledger/lifetime/lifetimes.ts'
import type { Condition, Stretch } from '../../ledger/lifetime/stretch.ts'
import { unreachable } from '../../model/unreachable.ts'
import { toPriceUnits } from '../amount-text.ts'
import type { Catalog } from '../catalog.ts'
import { isPrepaid, type Rate, rateOfOwned } from '../cost.ts'
import type { Period, PeriodCost } from './period.ts'

export interface Observed {
  readonly remote: Remote
  /** The prices of now, for what the ledger has no price of. */
  readonly catalog: Catalog | undefined
  /** Unix seconds. */
  readonly now: number
}

/** Whether something is there, for all that the ledger says, of which only the service can tell a price. */
export const needsLook = (lifetimes: readonly Lifetime[]): boolean =>
  lifetimes.some(
    ({ id, hourly, spec, stretches }) =>
      id !== undefined &&
      hourly === undefined &&
      !isPrepaid(spec, undefined) &&
      stretches.at(-1)?.to === undefined,
  )

/** What each life cost, part by part. What the ledger takes for running counts until now, unless the account says otherwise. Pure. */
export function periodsOf(lifetimes: readonly Lifetime[], observed: Observed): readonly Period[] {
  const byId = new Map(instancesOf(observed.remote).map((instance) => [instance.id, instance]))
  return lifetimes.flatMap((life) =>
    periodsOfLife(life, life.id === undefined ? undefined : byId.get(life.id), observed),
  )
}

function periodsOfLife(
  life: Lifetime,
  instance: RemoteInstance | undefined,
  { remote, catalog, now }: Observed,
): readonly Period[] {
  const { key, name, id, startsBefore } = life
  const isGone = remote.kind === 'complete' && (instance === undefined || !isLive(instance))
  const seen = { instance, isGone }
  const rate = rateOfOwned(life, asBefore(instance, life), catalog)
  const stretches = withBack(life.stretches, seen).map((each) => asSeen(each, seen))
  const parts = joined(stretches, rate)
  const first = parts[0]?.from
  const period = (from: number | undefined, to: number, cost: PeriodCost): Period => {
    return { key, name, id, from, to: Math.min(to, now), cost }
  }
  return [
    ...(startsBefore && first !== undefined
      ? [period(undefined, toSeconds(first), unknown('before-adoption'))]
      : []),
    ...parts
      .map((each) => {
        const { from, to } = each
        return period(toSeconds(from), to === undefined ? now : toSeconds(to), costOf(each, rate))
      })
      .filter(({ from = 0, to }) => to > from),
  ]
}

/** Where the ledger tells since when it is paid by the month, the account says nothing of how it was paid before. */
const asBefore = (
  instance: RemoteInstance | undefined,
  { stretches }: Lifetime,
): RemoteInstance | undefined =>
  instance !== undefined && stretches.some(({ isPaid }) => isPaid)
    ? { ...instance, billingMode: undefined }
    : instance

interface Seen {
  readonly instance: RemoteInstance | undefined
  /** A complete list does not have it, or has it as removed. */
  readonly isGone: boolean
}

/** One that the ledger takes for ended, and that the account shows alive. */
function withBack(stretches: readonly Stretch[], { instance }: Seen): readonly Stretch[] {
  const from = stretches.at(-1)?.to
  if (from === undefined || instance === undefined || !isLive(instance)) return stretches
  return [...stretches, { what: 'back', from, to: undefined }]
}

/** What goes on for all that the ledger says, by what the account shows of it. */
function asSeen(stretch: Stretch, { instance, isGone }: Seen): Stretch {
  if (stretch.to !== undefined) return stretch
  if (stretch.what === 'stopped' && instance !== undefined && phaseOf(instance) === 'running') {
    return { ...stretch, what: 'perhaps-running' }
  }
  if (stretch.what !== 'running') return stretch
  if (isGone) return { ...stretch, what: 'gone' }
  return instance !== undefined && isAtRest(instance)
    ? { ...stretch, what: 'perhaps-stopped' }
    : stretch
}

/** Neighbours that cost the same way as one. Months are paid whatever the instance does in them. */
function joined(stretches: readonly Stretch[], { kind }: Rate): readonly Stretch[] {
  const parts: Stretch[] = []
  for (const stretch of stretches) {
    const before = parts.at(-1)
    const isPaid = (each: Stretch) => kind === 'prepaid' || each.isPaid === true
    const isSame = before?.what === stretch.what || isPaid(stretch)
    if (before !== undefined && isSame && isPaid(before) === isPaid(stretch)) {
      parts.splice(-1, 1, { ...before, to: stretch.to })
    } else parts.push(stretch)
  }
  return parts
}

function costOf({ what, isPaid }: Stretch, rate: Rate): PeriodCost {
  if (rate.kind === 'prepaid' || isPaid === true) return unknown('prepaid')
  const price = rate.kind === 'hourly' ? toPriceUnits(rate.price) : undefined
  switch (what) {
    case 'running':
      return rate.kind === 'hourly'
        ? { kind: 'known', price: toPriceUnits(rate.price), from: rate.from }
        : { kind: 'unknown', why: { code: 'no-price', detail: rate.why }, atMost: undefined }
    case 'stopped':
      return unknown(what)
    case 'perhaps-stopped':
    case 'perhaps-running':
    case 'gone':
    case 'forgotten':
    case 'back':
    case 'in-doubt':
      return unknown(what, price)
    default:
      return unreachable(what)
  }
}

const unknown = (
  code: Exclude<Condition, 'running'> | 'before-adoption' | 'prepaid',
  atMost?: number,
): PeriodCost => ({ kind: 'unknown', why: { code }, atMost })

const toSeconds = (ms: number): number => Math.floor(ms / 1000)
