import { phaseOf, stateWords, toldTwice } from '../../api/instance-phase.ts'
import { isLive, type Remote, type RemoteInstance } from '../../api/remote.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { unreachable } from '../../model/unreachable.ts'
import { type Completing, completeListed } from './complete-listed.ts'
import { eachOf } from './each-of.ts'

/** What a list is checked against. */
export interface Observing extends Completing {
  readonly settleMs: number
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How far the clock of the service is ahead of ours, in milliseconds; `undefined` when no answer told it. */
  readonly skewMs?: number | undefined
}

/**
 * Asks by its id for whatever a whole list alone does not prove: a list lags, and an empty one reads like any other.
 *
 * - An instance of ours that it does not show. What is there after all joins the list, which proves no absence where that is
 *   no longer new; that the service does not know an id counts when it says so twice.
 * - An instance that an entry counts on and that is on its way. One that has ended reads like that in some lists.
 * - An instance that an entry counts on and of which it does not tell all: what is compared, or a change has to know, is taken over.
 * - An instance that the ledger saw gone, and that it shows alive. Where the service does not know it, the list merely lags.
 *
 * What could not be asked, is too new to be seen, or is told in two ways makes the list a partial one.
 */
export async function confirmListed(remote: Remote, observing: Observing): Promise<Remote> {
  if (remote.kind !== 'complete') return remote
  const byId = new Map(remote.instances.map((instance) => [instance.id, instance]))
  const owned = observing.specs.flatMap(
    ({ key }) => observing.state.entries.get(key)?.instances ?? [],
  )
  const missing = owned.filter(({ id }) => !byId.has(id))
  const { departed } = observing.state
  const isDestroyed = ({ id }: RemoteInstance) => departed.get(id)?.departure.kind === 'destroyed'
  const back = remote.instances.filter((each) => isDestroyed(each) && isLive(each))
  const counted = countedOn(remote.instances, owned, observing)
  const moving = counted.filter((each) => isOnItsWay(each) && !isDestroyed(each))
  const sought = await eachOf(missing, (own) => seek(own, observing))
  const checked = await eachOf(moving, (instance) => check(instance, observing))
  const lagging = await eachOf(back, (instance) => check(instance, observing))
  const ended = new Set([...checked, ...lagging].flatMap((each) => each?.id ?? []))
  const doubts = [
    ...sought.flatMap((each) => (each.kind === 'unsure' ? [each.why] : [])),
    ...checked.flatMap((each) => each?.why ?? []),
  ]
  const told = await completeListed(counted, observing)
  const instances = [
    ...remote.instances.filter(({ id }) => !ended.has(id)).map((each) => told.get(each.id) ?? each),
    ...sought.flatMap((each) => ('instance' in each ? [each.instance] : [])),
  ]
  const why = inOne(doubts)
  if (why !== undefined) return { kind: 'partial', instances, why }
  const lost = sought.flatMap((each) => (each.kind === 'left-out' ? [each.why] : []))
  return { kind: 'complete', instances, leftOut: inOne(lost) ?? remote.leftOut }
}

const inOne = ([first, ...others]: readonly string[]): string | undefined =>
  first === undefined || others.length === 0 ? first : `${first}, and ${others.length} more like it`

/** The instances that the entries own, and those that have the name of one. */
function countedOn(
  instances: readonly RemoteInstance[],
  owned: readonly OwnedInstance[],
  { specs }: Observing,
): readonly RemoteInstance[] {
  const ids = new Set(owned.map(({ id }) => id))
  const names = new Set(specs.map(({ name }) => name))
  return instances.filter(({ id, name }) => ids.has(id) || names.has(name))
}

const isOnItsWay = (instance: RemoteInstance): boolean =>
  isLive(instance) && phaseOf(instance) === 'moving'

/** How asking for an instance contradicts the list that shows it as alive; `undefined` where it does not. */
async function check(
  shown: RemoteInstance,
  { client, signal }: Observing,
): Promise<{ readonly id: RemoteInstance['id']; readonly why: string } | undefined> {
  const { id } = shown
  const first = await client?.get(id, { signal })
  const answer = first?.kind === 'gone' ? await client?.get(id, { signal }) : first
  switch (answer?.kind) {
    case 'ok':
      if (answer.value.id !== id || isLive(answer.value)) return undefined
      return {
        id,
        why: toldTwice(shown, `asked for it, the service says ${stateWords(answer.value)}`),
      }
    case 'gone':
      return { id, why: toldTwice(shown, `asked for it: ${answer.why}`) }
    // It is not known to be otherwise than listed.
    case 'not-offered':
    case 'failed':
    case undefined:
      return undefined
    default:
      return unreachable(answer)
  }
}

/** Why a list proves no absence that leaves out what is there, without a full stop. */
export const leftOut = (id: InstanceId): string => `the list does not show ${id}, which is there`

type Seen =
  | { readonly kind: 'there'; readonly instance: RemoteInstance }
  /** There, and old enough to be listed: a list without it may lack others as well. */
  | { readonly kind: 'left-out'; readonly instance: RemoteInstance; readonly why: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unsure'; readonly why: string }

async function seek(owned: OwnedInstance, observing: Observing): Promise<Seen> {
  const seen = await ask(owned, observing)
  return seen.kind === 'gone' ? ask(owned, observing) : seen
}

async function ask(owned: OwnedInstance, observing: Observing): Promise<Seen> {
  const { id } = owned
  const { client, signal } = observing
  const newFor = newForMs(owned, observing)
  const answer = await client?.get(id, { signal })
  switch (answer?.kind) {
    case 'ok':
      if (answer.value.id !== id) {
        return {
          kind: 'unsure',
          why: `asked for ${id}, the service answered with another instance`,
        }
      }
      return newFor <= 0 && isLive(answer.value)
        ? { kind: 'left-out', instance: answer.value, why: leftOut(id) }
        : { kind: 'there', instance: answer.value }
    // A web page with 404 reads as a call that the service does not have, and says nothing of the instance.
    case 'not-offered':
    case 'failed':
      return {
        kind: 'unsure',
        why: `the list does not show ${id}, and asking for it: ${answer.why}`,
      }
    case 'gone':
    case undefined: {
      if (newFor <= 0) return { kind: 'gone' }
      const wait = `run it again in ${Math.ceil(newFor / 1000)} s`
      const clock =
        newFor > observing.settleMs
          ? `the ledger dates it ${owned.since}, which is still to come by the clock here: set that clock, or `
          : ''
      return { kind: 'unsure', why: `${id} may be too new to be shown; ${clock}${wait}` }
    }
    default:
      return unreachable(answer)
  }
}

/**
 * How long an instance may still be too new to be shown, in milliseconds; 0 or less where it is not. By the clock of the service
 * where both runs knew it: the one that made the instance may have had another clock than ours.
 */
function newForMs(
  { since, answered }: OwnedInstance,
  { settleMs, now, skewMs }: Observing,
): number {
  const then = answered?.skewMs
  const apart = then === undefined || skewMs === undefined ? 0 : then - skewMs
  const ahead = Math.abs(apart) > ROUNDED_MS ? apart : 0
  return Date.parse(since) + ahead + settleMs - now
}

/** Each date of the service has whole seconds: two clocks that agree may seem so far apart. */
const ROUNDED_MS = 2000
