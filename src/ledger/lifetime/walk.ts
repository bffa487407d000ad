import type { EntryKey } from '../../definitions/instance-spec.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { LedgerRecord, SettledRecord } from '../record.ts'
import type { Beginning } from './beginning.ts'
import type { Condition, Stretch } from './stretch.ts'

/** How far the life of one instance is told. */
export interface Walk {
  /** The entries that own it: more than one only if two merged ledgers each made it. After the last lost it, that one. */
  owners: readonly [EntryKey, ...EntryKey[]]
  /** `ended` by a deletion that was seen done; `dropped` by a person, or since another was made in its place. */
  now: 'running' | 'stopped' | 'ended' | 'dropped'
  /** Up to when it is told; milliseconds since the epoch. While it runs, the last time that a line shows it. */
  at: number
  /** Whether it is paid in advance since a call of ours; `asked`: nobody knows what came of that call. */
  paid: 'no' | 'asked' | 'yes'
  readonly stretches: Stretch[]
}

export const begin = ({ owners, at }: Beginning): Walk => ({
  owners,
  now: 'running',
  at,
  paid: 'no',
  stretches: [],
})

/** What the next line in the common order tells of the instance. */
export function turn(walk: Walk, record: LedgerRecord): void {
  const at = Math.max(walk.at, Date.parse(record.time))
  switch (record.type) {
    case 'opened':
    case 'rejected':
    case 'not-sent':
    case 'unknown':
    case 'protected':
    case 'moved':
    case 'applied':
    case 'locked':
    case 'unlocked':
    case 'still':
    case 'copied':
    case 'sender':
      return
    case 'created':
      if (walk.now === 'running') seenAlive(walk, at)
      return
    case 'intent':
      lose(walk, at, record.key, 'gone')
      return
    case 'forgotten':
      lose(walk, at, record.key, 'forgotten')
      return
    case 'adopted':
      walk.owners = [record.key]
      if (isOver(walk)) close(walk, at, 'back', 'running')
      else if (record.listed === true) seenAlive(walk, at)
      return
    case 'operation':
      seen(walk, at, (record.from.status ?? '').toLowerCase())
      if (record.operation === 'subscribe') askToPay(walk, at)
      return
    case 'settled':
      if (record.result === 'done') done(walk, at, record)
      else if (record.operation === 'subscribe') refusePay(walk, record)
      return
    default:
      unreachable(record)
  }
}

const isOver = ({ now }: Walk): boolean => now === 'ended' || now === 'dropped'

/** What was read of it just before a call; nothing where it was not there. */
function seen(walk: Walk, at: number, status: string): void {
  // What was dropped is ours no more, whatever a merged line still did to it.
  if (status === '' || walk.now === 'dropped') return
  if (walk.now === 'ended') close(walk, at, 'back', 'running')
  else if (status !== STOPPED) seenAlive(walk, at)
  else if (walk.now === 'running') close(walk, at, 'perhaps-stopped', 'stopped')
}

/** The word of the service. Facts §2.4. */
const STOPPED = 'exited'

const seenAlive = (walk: Walk, at: number): void => close(walk, at, conditionOf(walk), 'running')

function done(walk: Walk, at: number, { operation, end: how }: SettledRecord): void {
  if (isOver(walk)) return
  switch (operation) {
    case 'start':
    // A container that was reset was seen running again.
    case 'upgrade':
      seenAlive(walk, at)
      return
    // Done to one that runs and to one that is stopped.
    case 'edit-ports':
    case 'grow-disk':
    case 'renew':
    case 'auto-renew':
      return
    case 'subscribe':
      askToPay(walk, at)
      walk.paid = 'yes'
      return
    case 'stop':
      close(walk, at, conditionOf(walk), 'stopped')
      return
    case 'delete':
      end(walk, at, how === 'was-gone' ? 'gone' : conditionOf(walk), 'ended')
      return
    default:
      unreachable(operation)
  }
}

/** From the moment on at which it was sent, nobody knows whether an hour has a price. */
function askToPay(walk: Walk, at: number): void {
  if (isOver(walk) || walk.paid !== 'no') return
  close(walk, at, conditionOf(walk), walk.now)
  walk.paid = 'asked'
}

function refusePay(walk: Walk, { result }: SettledRecord): void {
  const isKnown = result === 'rejected' || result === 'not-sent'
  if (isKnown && walk.paid === 'asked') walk.paid = 'no'
}

/** One entry has it no more; it is ours as long as another one has it. */
function lose(walk: Walk, at: number, key: EntryKey, what: Condition): void {
  if (!walk.owners.includes(key)) return
  const [first, ...others] = walk.owners.filter((owner) => owner !== key)
  if (first === undefined) end(walk, at, what, 'dropped')
  else walk.owners = [first, ...others]
}

/** One that was stopped all the time was so to its end. */
function end(walk: Walk, at: number, what: Condition, next: 'ended' | 'dropped'): void {
  if (isOver(walk)) return
  close(walk, at, walk.now === 'stopped' ? 'stopped' : what, next)
}

const conditionOf = ({ now }: Walk): 'running' | 'stopped' =>
  now === 'stopped' ? 'stopped' : 'running'

/** Ends the stretch at hand; one that goes on with what was before it is one with that. */
function close(walk: Walk, to: number, what: Condition, next: Walk['now']): void {
  const { at: from, stretches } = walk
  const before = stretches.at(-1)
  walk.now = next
  walk.at = to
  if (to === from) return
  const paid = paidOf(walk)
  if (before?.what === what && before.isPaid === paid.isPaid) {
    stretches.splice(-1, 1, { ...before, to })
  } else stretches.push({ what, from, to, ...paid })
}

export const paidOf = ({ paid }: Walk): Pick<Stretch, 'isPaid'> =>
  paid === 'no' ? {} : { isPaid: true }
