import { isAtRest, phaseOf } from '../../../../api/instance-phase.ts'
import { isLive, type RemoteInstance } from '../../../../api/remote.ts'
import type { InstanceId } from '../../../../ledger/record.ts'
import type { Departure, OwnedInstance } from '../../../../ledger/state.ts'
import { timeText } from '../../../../model/time-text.ts'
import { unreachable } from '../../../../model/unreachable.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import type { Cost } from '../../../../pricing/cost.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { costsWords, savingWords } from '../cost-sums.ts'
import { costWords } from '../cost-text.ts'

/** An instance of ours, and what the account shows of it. */
export interface Seen {
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance | undefined
}

type Prices = Pick<PricedPlan, 'costs' | 'money'>

/** Since when and how one is ours, and its state; of several how many. For every view, safe to print. */
export function oursWords(seen: readonly Seen[]): string {
  const [first, ...others] = seen
  if (first === undefined) return ''
  if (others.length === 0) {
    const { owned, remote } = first
    const back = owned.returned === undefined ? '' : `, ${departureWords(owned.returned)}`
    return `${plain(owned.id)} since ${timeText(owned.since)} (${HOW[owned.how]}${back}): ${stateWord(remote)}`
  }
  const ids = seen.slice(0, MAX_IDS).map((each) => plain(each.owned.id))
  const more = seen.length > MAX_IDS ? ` and ${seen.length - MAX_IDS} more` : ''
  return `${ids.join(', ')}${more}, ${sinceWords([first, ...others])}`
}

/** Since when and how several are ours, and the state that they share. */
export function sinceWords(seen: readonly [Seen, ...Seen[]]): string {
  const [{ owned, remote }] = seen
  const since = seen.map((each) => each.owned.since).toSorted()[0] ?? owned.since
  return `the first since ${timeText(since)} (${HOW[owned.how]}): ${stateWord(remote)}`
}

/** How an instance counted as gone that is there again. For every view, safe to print. */
export function departureWords(departure: Departure): string {
  switch (departure.kind) {
    case 'destroyed':
      return 'destroyed from here'
    case 'replaced':
      return `replaced by ${plain(departure.by)}`
    default:
      return unreachable(departure)
  }
}

/** How an instance became ours. */
const HOW = {
  answered: 'created',
  found: 'created, found after a lost answer',
  adopted: 'adopted',
} as const satisfies Record<OwnedInstance['how'], string>

/** More are in the JSON. */
const MAX_IDS = 5

function stateWord(remote: RemoteInstance | undefined): string {
  if (remote === undefined) return 'not confirmed'
  if (isLive(remote)) return plain(remote.status)
  return phaseOf(remote) === 'gone' ? 'gone' : `on its way out (${plain(remote.status)})`
}

/** What an instance costs, behind its id; nothing where nobody asked. */
export function costOf(id: InstanceId, { costs, money }: Prices): string {
  const cost = costs.get(id)
  return cost === undefined ? '' : `: ${costWords(cost, money.currency)}`
}

/** What a failed instance costs; no price is known of one that the service took back. */
export const costOfFailed = (remote: RemoteInstance, prices: Prices): string =>
  isAtRest(remote) ? ': what it costs now is not in the price list' : costOf(remote.id, prices)

/** What one or several instances cost and have cost; nothing where nobody asked. */
export function costLines(seen: readonly Seen[], { costs, money }: Prices): readonly string[] {
  const [first, ...others] = costsIn(seen, costs)
  return first === undefined ? [] : [costsWords([first, ...others], money.currency)]
}

/** What their end saves, and what they have cost; nothing where nobody asked. */
export function savingLines(seen: readonly Seen[], { costs, money }: Prices): readonly string[] {
  const [first, ...others] = costsIn(seen, costs)
  if (first === undefined) return []
  const areStopped = seen.every(({ remote }) => remote !== undefined && isAtRest(remote))
  return [savingWords([first, ...others], areStopped, money.currency)]
}

const costsIn = (seen: readonly Seen[], costs: Prices['costs']): readonly Cost[] =>
  seen.flatMap(({ owned }) => costs.get(owned.id) ?? [])
