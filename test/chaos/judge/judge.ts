import { currentLock } from '../../../src/ledger/shared/held.ts'
import { toState } from '../../../src/ledger/state.ts'
import { unreachable } from '../../../src/model/unreachable.ts'
import type { Played } from '../acts.ts'
import type { LedgerOfStory } from '../keeping/ledger-of-story.ts'
import { openOperations } from '../ledgers-in.ts'
import { filesIn } from '../project.ts'
import type { ServiceOfStory } from '../service/service-of-story.ts'
import { isMade } from '../service/truth.ts'
import { tokenIn } from '../story/act.ts'
import { ALLOW_RECREATE, namesOf, type Scenario, troublesOf } from '../story/scenario.ts'
import { mayBeUnrecorded } from '../story/unrecorded.ts'
import { isListSound, isMeddledWith } from '../trouble/trouble.ts'
import type { Objection } from './check-call.ts'
import { checkEnd } from './check-end.ts'
import { checkLaunch } from './check-launch.ts'
import { forgottenIn } from './loose.ts'
import { puzzledByWords } from './other-words.ts'
import { unmet } from './wishes.ts'

interface Evidence
  extends Pick<Played, 'launches' | 'plans' | 'lastStartAt' | 'lastPlan' | 'lastSight'> {
  readonly folder: string
  readonly service: ServiceOfStory
  readonly ledger: LedgerOfStory
}

/** What of a story that is over breaks a promise, and how many entries are left in doubt. */
export async function judge(
  scenario: Scenario,
  { folder, service, ledger, launches, plans, lastStartAt, lastPlan, lastSight }: Evidence,
): Promise<{
  readonly violations: readonly string[]
  readonly inDoubt: number
  /** Instances that were made to take the place of others. */
  readonly replaced: number
}> {
  const { stranger, crowd, mishap, flags, acts, marker } = scenario
  const troubles = troublesOf(scenario)
  const ambiguous =
    // A twin is a copy, mark and all.
    troubles.some(({ name }) => name === 'meanwhile twin') ||
    // The service answers with a stranger's id, which the list may have hidden.
    ((stranger !== undefined || crowd > 0) &&
      troubles.some(({ name }) => name === 'create garble known-id'))
  const records = await ledger.records()
  const state = toState(records)
  const truth = service.truth()
  // A service that starts anew shows no variables of before, and no mark.
  const isMarkShown =
    marker && truth.filter(isMade).every(({ settings: { envs } }) => envs !== undefined)
  const last = acts.at(-1) ?? acts[0]
  const sound = isListSound(last.troubles)
  const endedAt = Date.now()
  const violations = [
    ...[...launches, ...plans].flatMap(checkLaunch),
    ...puzzledByWords(scenario, launches),
    ...checkEnd({
      names: namesOf(scenario),
      state,
      made: truth.filter(isMade),
      living: (name) =>
        truth.flatMap(({ id, isLeaving, ...each }) =>
          each.name === (name ?? '') && !isLeaving ? [id] : [],
        ),
      objections: service.objections.filter((each) => counts(each, scenario, ambiguous)),
      order: last.order,
      entries: last.entries,
      unmet: unmet({
        ...last,
        truth,
        before: state,
        after: state,
        shown: service.shown,
        between: service.between,
        token: tokenIn(last),
        startedAt: lastStartAt,
        endedAt,
      }).filter(
        ({ isOff }) => isOff === undefined || (sound && !flags.includes('--refresh=never')),
      ),
      endedAt,
      ambiguous,
      mayBeUnrecorded: mayBeUnrecorded(scenario),
      amnesia: mishap.amnesia,
      forgotten: forgottenIn(records),
      isMarked: isMarkShown,
      isListSound: sound,
      isAccountSound:
        sound &&
        !ambiguous &&
        !mishap.loss &&
        !flags.includes('--refresh=never') &&
        // Of two of a name, only the mark tells which of them an attempt made; and what somebody changed is not what was sent.
        (isMarkShown ||
          acts.every(({ namesake, byHand }) => namesake === undefined && byHand === undefined)) &&
        !isMeddledWith(troubles) &&
        !troubles.some(({ name }) => name === 'create delay before'),
      isMeddledWith: isMeddledWith(last.troubles),
      isEndedByOthers: mishap.loss || isMeddledWith(troubles),
      files: new Map([...filesIn(folder), ...(await ledger.kept())]),
      isHeld: currentLock(records) !== undefined,
      launches,
      lastPlan,
      lastSight,
    }),
  ]
  const doubtful = [...state.entries.values()].filter(({ open }) => open.length > 0)
  const taking = new Set(
    records.flatMap((record) =>
      record.type === 'intent' && record.supersedes !== undefined ? [record.attempt] : [],
    ),
  )
  const replaced = records.filter(
    (record) => record.type === 'created' && taking.has(record.attempt),
  ).length
  return { violations, inDoubt: doubtful.length + openOperations(records).length, replaced }
}

/** Whether what speaks against a call breaks a promise in this story. */
function counts({ kind }: Objection, scenario: Scenario, ambiguous: boolean): boolean {
  const { bare, flags } = scenario
  switch (kind) {
    case 'doubled':
    case 'foreign':
    case 'change':
      return true
    case 'remade':
      return !flags.includes(ALLOW_RECREATE)
    case 'blind':
      // Where nothing can be read at all, or when told not to ask, the ledger alone decides. A slow call may outlive its
      // start.
      return (
        !bare &&
        !flags.includes('--refresh=never') &&
        !troublesOf(scenario).some(({ name }) => name === 'create delay unread')
      )
    case 'strange':
      return !ambiguous
    default:
      return unreachable(kind)
  }
}
