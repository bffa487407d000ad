import { toState } from '../../../src/ledger/state.ts'
import { addTo } from '../../../src/model/append-to.ts'
import type { Fault } from '../../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../../src/sandbox/routes/handle-request.ts'
import { checkChange, type Known, type Objection } from '../judge/check-call.ts'
import { checkCreate, checkMade } from '../judge/check-create.ts'
import { checkGrown, checkStep } from '../judge/check-step.ts'
import { forgottenIn, wasForgotten } from '../judge/loose.ts'
import type { LedgerOfStory } from '../keeping/ledger-of-story.ts'
import { openOperations } from '../ledgers-in.ts'
import { type Act, isAgreedIn, tokenIn } from '../story/act.ts'
import type { Change } from '../story/order.ts'
import { isListSound } from '../trouble/trouble.ts'
import type { Truth } from './truth.ts'

interface Surroundings {
  readonly ledger: LedgerOfStory
  readonly truth: () => readonly Truth[]
  /** What the program asked for, by the id that came of it. */
  readonly asked: Map<string, string>
  /** Of two instances that the service made of one call, each by the id of the other. */
  readonly twins: Map<string, string>
  readonly act: () => Act
  /** The acts so far, with this one. */
  readonly past: () => readonly Act[]
  /** A person says that what is lost is to be made again. */
  readonly isLossAllowed: boolean
}

/** Looks at each call as it comes to the service, with what the ledgers of the project say at that moment. */
export function witness({ ledger, truth, asked, twins, act, past, isLossAllowed }: Surroundings) {
  /** What each create call made that the service is to carry out twice. */
  const madeBy = new Map<number, string>()
  const objections: Objection[] = []
  /** What this run of the program has been told. */
  let hasListed = false
  const lookedAt = new Set<string>()
  /** What it was told by its id that there is no such thing, and by no list since that there is. */
  const denied = new Set<string>()
  const shown = new Map<string, Truth[]>()
  /** Each instance as the list told it last, and as it was told by its id; what the run itself changed since is in both. */
  const listed = new Map<string, Truth>()
  const looked = new Map<string, Truth>()
  /** What was upgraded, and how often each attempt of a change was sent. */
  const upgraded = new Set<string>()
  const sent = new Map<string, number>()
  /** The truth when each call came. */
  const arrivals = new Map<number, readonly Truth[]>()

  async function received({ operation, id = '', name = '', body }: CallEvent): Promise<void> {
    switch (operation) {
      case 'create':
        objections.push(
          ...checkCreate(
            { name, hasListed, ...act(), isAgreed: isAgreedIn(act()), at: Date.now() },
            await known(),
          ),
        )
        return
      case 'delete':
      case 'start':
      case 'stop':
      case 'edit':
      case 'upgrade':
      case 'to-monthly':
        await changing(operation, id, body)
        return
      default:
        return
    }
  }

  async function changing(operation: Change, id: string, body: unknown): Promise<void> {
    const { entries, order } = act()
    const isLookedAt = lookedAt.has(id)
    const isAgreed = isAgreedIn(act())
    const asked = { entries, order, isAgreed }
    const call = { operation, id, body, at: Date.now(), hasListed, isLookedAt, ...asked }
    const now = await known()
    objections.push(...checkChange(call, now))
    if (operation !== 'edit' && operation !== 'upgrade') return
    const { attempt = '' } = now.open.findLast((each) => each.id === id) ?? {}
    sent.set(attempt, (sent.get(attempt) ?? 0) + 1)
    const step = {
      ...call,
      operation,
      token: tokenIn(act()),
      isWhole: act().troubles.some(({ rule }) => rule.do.fault === 'tool-ports'),
      listed: isListSound(act().troubles) ? listed.get(id) : undefined,
      looked: looked.get(id),
      sends: sent.get(attempt) ?? 0,
      upgraded,
    }
    objections.push(...checkStep(step, now))
    if (operation === 'upgrade') upgraded.add(id)
  }

  async function known(): Promise<Known> {
    const records = await ledger.recordsNow()
    return { records, state: toState(records), open: openOperations(records), truth: truth() }
  }

  /** What the run changed itself is no change by others, whatever it was told before. */
  function adopt(id: string, operation: 'edit' | 'upgrade'): void {
    const now = truth().find((each) => each.id === id)
    for (const told of [listed, looked]) {
      const before = told.get(id)
      if (now === undefined || before === undefined) continue
      const { ports, tools, disk, gpus, ...others } = now.settings
      const changed = operation === 'edit' ? { ports, tools, disk } : others
      told.set(id, { ...before, settings: { ...before.settings, ...changed } })
    }
  }

  return {
    objections,
    /** Each instance as the service told this run of it, each time. */
    shown: shown as ReadonlyMap<string, readonly Truth[]>,
    /** Another run of the program begins. */
    begin(): void {
      hasListed = false
      lookedAt.clear()
      denied.clear()
      shown.clear()
      listed.clear()
      looked.clear()
      upgraded.clear()
      sent.clear()
      arrivals.clear()
    },
    async watch(event: CallEvent): Promise<void> {
      const { operation, phase, call, status, answer, faults, id = '', name = '' } = event
      if (phase === 'received') {
        arrivals.set(call, truth())
        await received(event)
      }
      if (phase === 'answering' && (operation === 'get' || operation === 'list')) {
        for (const each of toldBy(faults, arrivals.get(call) ?? [], truth())) {
          if (operation === 'get' && each.id !== id) continue
          addTo(shown, each.id, each)
          if (status === 200 && !faults.some(isUnreadable)) {
            ;(operation === 'list' ? listed : looked).set(each.id, each)
          }
        }
      }
      const isSound = status === 200 && (faults.some(isEmptied) || !faults.some(isUnreadable))
      if (operation === 'list' && phase === 'answering' && isSound) hasListed = true
      if (operation === 'get' && phase === 'answering') {
        lookedAt.add(id)
        if (status === 404) denied.add(id)
        else denied.delete(id)
      }
      if (operation === 'list' && phase === 'answering' && isSound) {
        for (const each of denied) if (answer?.includes(each)) denied.delete(each)
      }
      if (operation === 'create' && phase === 'committed') {
        const { entries, order } = act()
        const isAgreed = isAgreedIn(act())
        const making = { id, name, entries, order, isAgreed, denied, isLossAllowed }
        const twin = madeBy.get(call)
        if (twin !== undefined) twins.set(id, twin).set(twin, id)
        // The program sent one call, and a person may have been sure that it made nothing.
        else if (!isGivenUp(id, await known())) {
          objections.push(...checkMade(making, await known()))
        }
        if (faults.some((fault) => fault.fault === 'twice')) madeBy.set(call, id)
        asked.set(id, name)
      }
      if ((operation === 'edit' || operation === 'upgrade') && phase === 'committed') {
        objections.push(...checkGrown(id, truth(), past()))
        adopt(id, operation)
      }
    },
  }
}

/** Whether a person has said of what made an instance that it made nothing. */
function isGivenUp(id: string, { records, truth }: Known): boolean {
  const instance = truth.find((each) => each.id === id)
  return instance !== undefined && wasForgotten(instance, forgottenIn(records))
}

/** What an answer is about: somebody else may have changed the account after the work was done, and before the answer. */
const toldBy = (
  faults: readonly Fault[],
  arrival: readonly Truth[],
  now: readonly Truth[],
): readonly Truth[] =>
  faults.some((fault) => fault.fault === 'meanwhile' && fault.at === 'after') ? arrival : now

/** Whether a list call was answered in good form, with nothing in it: this fault comes before those of the form. */
const isEmptied = (fault: Fault): boolean => fault.fault === 'list' && fault.how === 'empty'

/** Whether the answer of a list call is none, though its status says so. */
function isUnreadable(fault: Fault): boolean {
  switch (fault.fault) {
    case 'answer':
    case 'cut':
      return true
    case 'list':
      return ['missing', 'not-array', 'null-record'].includes(fault.how)
    default:
      return false
  }
}
