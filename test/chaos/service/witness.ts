import { toState } from '../../../src/ledger/state.ts'
import type { Fault } from '../../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../../src/sandbox/routes/handle-request.ts'
import {
  checkChange,
  checkCreate,
  checkMade,
  type Known,
  type Objection,
} from '../judge/check-call.ts'
import { openOperations, recordsIn } from '../ledgers-in.ts'
import type { Act } from '../story/act.ts'
import type { Truth } from './truth.ts'

interface Surroundings {
  readonly folder: string
  readonly truth: () => readonly Truth[]
  /** What the program asked for, by the id that came of it. */
  readonly asked: Map<string, string>
  readonly act: () => Act
}

/** Looks at each call as it comes to the service, with what the ledgers of the project say at that moment. */
export function witness({ folder, truth, asked, act }: Surroundings) {
  const objections: Objection[] = []
  /** What this run of the program has been told. */
  let hasListed = false
  const lookedAt = new Set<string>()
  const shown = new Map<string, Truth['status']>()
  /** The truth when each call came. */
  const arrivals = new Map<number, readonly Truth[]>()

  async function received({ operation, id = '', name = '' }: CallEvent): Promise<void> {
    switch (operation) {
      case 'create':
        objections.push(
          ...checkCreate({ name, hasListed, isAgreed: act().counted === 'by-id' }, await known()),
        )
        return
      case 'delete':
      case 'start':
      case 'stop': {
        const { entries, order } = act()
        const isLookedAt = lookedAt.has(id)
        const call = { operation, id, at: Date.now(), hasListed, isLookedAt, entries, order }
        objections.push(...checkChange(call, await known()))
        return
      }
      default:
        return
    }
  }

  async function known(): Promise<Known> {
    const records = await recordsIn(folder)
    return { state: toState(records), open: openOperations(records), truth: truth() }
  }

  return {
    objections,
    /** The state of each instance when the service last told this run of it. */
    shown: shown as ReadonlyMap<string, Truth['status']>,
    /** Another run of the program begins. */
    begin(): void {
      hasListed = false
      lookedAt.clear()
      shown.clear()
      arrivals.clear()
    },
    async watch(event: CallEvent): Promise<void> {
      const { operation, phase, call, status, faults, id = '', name = '' } = event
      if (phase === 'received') {
        arrivals.set(call, truth())
        await received(event)
      }
      if (phase === 'answering' && (operation === 'get' || operation === 'list')) {
        for (const each of toldBy(faults, arrivals.get(call) ?? [], truth())) {
          if (operation === 'list' || each.id === id) shown.set(each.id, each.status)
        }
      }
      const isSound = status === 200 && (faults.some(isEmptied) || !faults.some(isUnreadable))
      if (operation === 'list' && phase === 'answering' && isSound) hasListed = true
      if (operation === 'get' && phase === 'answering') lookedAt.add(id)
      if (operation === 'create' && phase === 'committed') {
        objections.push(...checkMade({ id, name }, truth()))
        asked.set(id, name)
      }
    },
  }
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
