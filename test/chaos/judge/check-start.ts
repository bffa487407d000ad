import type { LedgerRecord } from '../../../src/ledger/record.ts'
import { type State, toState } from '../../../src/ledger/state.ts'
import { forgedInto } from '../aside/forge.ts'
import { openOperations } from '../ledgers-in.ts'
import { filesIn } from '../project.ts'
import { isGone, type Truth } from '../service/truth.ts'
import type { Consent } from '../stage/consent.ts'
import type { Stage } from '../stage/stage.ts'
import { type Act, tokenIn } from '../story/act.ts'
import type { Blow } from '../story/blow.ts'
import { endOf } from '../story/entry.ts'
import type { Scenario } from '../story/scenario.ts'
import { arePortsUntold, isListSound, isMeddledWith } from '../trouble/trouble.ts'
import type { Launch } from './check-launch.ts'
import { endedThoughMeant } from './check-meant.ts'
import { checkPrinted } from './check-printed.ts'
import { changedForWords } from './check-respelt.ts'
import { checkSent } from './check-sent.ts'
import { failedAfter, isMeddled, misapplied, undone } from './check-steps.ts'
import { isOwnedBy } from './owned.ts'
import { type Unmet, unmet } from './wishes.ts'

/** A start of the program, or two at once, and how the world was before it. */
export interface Started {
  readonly act: Act
  /** The acts of the story until now, with this one. */
  readonly past: readonly Act[]
  readonly blow: Blow
  readonly launches: readonly Launch[]
  /** How the person agreed to it. */
  readonly consent: Consent
  readonly from: {
    /** What the ledgers said. */
    readonly state: State
    /** The account. */
    readonly truth: readonly Truth[]
    /** The start before it said that all was done. */
    readonly isDone: boolean
    /** The length of the log of the service. */
    readonly calls: number
    /** In milliseconds since the epoch. */
    readonly at: number
  }
  readonly scenario: Scenario
  readonly stage: Pick<Stage, 'folder' | 'service' | 'ledger'>
}

/** What must hold right after a start. */
export async function checkStart(started: Started): Promise<readonly string[]> {
  const { launches, stage, act, blow, from, consent } = started
  const { folder, service, ledger } = stage
  const records = await ledger.records()
  const files = new Map([...filesIn(folder), ...(await ledger.kept())])
  const truth = service.truth()
  const calls = service.calls().slice(from.calls)
  const [only, other] = launches
  // Of two at once, one may be done while the other is in the middle of it.
  const isDone = only?.code === 0 && other === undefined
  return [
    ...launches.flatMap((each) => unwrittenAfter(each, files)),
    ...belied(records, truth),
    ...undone(records, { from: from.at, token: tokenIn(act) }, service),
    ...failedAfter(records, from.at, truth),
    ...misapplied(toState(records), {
      records,
      truth,
      isMeddledWith: isMeddled(started.past),
    }),
    ...deadAlive(launches, truth),
    ...checkSent(calls, act, { blow, truth }),
    ...checkPrinted(calls, consent, launches),
    ...endedThoughMeant(calls, act, from),
    ...(act.isRespelt && from.isDone ? changedForWords(calls, launches) : []),
    ...(act.aside === 'forge' ? forgedInto(records, folder) : []),
    ...(isDone
      ? [...openAfter(records, act, from.at), ...falselyDone(started, toState(records), truth)]
      : []),
  ]
}

/** What is shown as created, or as gone, is written before: a crash right after the word would lose it. */
function unwrittenAfter(
  { blow, output }: Launch,
  left: ReadonlyMap<string, string>,
): readonly string[] {
  // A disk without room may leave nothing but the word.
  if (blow.blow === 'full' || blow.blow === 'full-at-call') return []
  const files = [...left].filter(([path]) => !path.endsWith('events.jsonl'))
  const isWritten = (mark: RegExp) =>
    files.some(([path, text]) => !isOfService(path) && mark.test(text))
  const created = idsIn(output, CREATED)
    .filter((id) => !isWritten(new RegExp(id)))
    .map((id) => `${id} is shown as created, but written nowhere`)
  const gone = idsIn(output, GONE)
    .filter((id) => !isWritten(new RegExp(`"type":"settled".*"id":"${id}".*"end":`)))
    .map((id) => `${id} is shown as gone, but written nowhere`)
  return [...created, ...gone]
}

/** What is shown as gone is gone. */
const deadAlive = (launches: readonly Launch[], truth: readonly Truth[]): readonly string[] =>
  launches
    .flatMap(({ output }) => idsIn(output, GONE))
    .flatMap((id) => truth.filter((each) => each.id === id && !isGone(each)))
    .map(({ id, status }) => `${id} is shown as gone, and it is ${status}`)

const CREATED = /created as ([0-9a-f]{16})|"type":"create_complete".*?"id":"(\w+)"/g

const GONE = /(?:seen gone|was gone already) \((\w+)\)|"type":"delete_complete".*?"id":"(\w+)"/g

const idsIn = (output: string, shown: RegExp): readonly string[] =>
  [...output.matchAll(shown)].map(([, inText, inEvent]) => inText ?? inEvent ?? '')

/** What the service keeps, as its truth. */
const isOfService = (path: string): boolean => /(^|\/)(sandbox|service)\//.test(path)

/** What counts as gone is gone: as long as it is not, somebody pays for it. */
const belied = (records: readonly LedgerRecord[], truth: readonly Truth[]): readonly string[] =>
  records.flatMap((record) => {
    if (record.type !== 'settled' || record.operation !== 'delete' || record.result !== 'done') {
      return []
    }
    const instance = truth.find(({ id }) => id === record.id)
    if (instance === undefined || isGone(instance)) return []
    return [`the ledger says that ${record.id} is gone, and it is ${instance.status}`]
  })

/** Who says that all is done has written all of it down. */
function openAfter(records: readonly LedgerRecord[], act: Act, at: number): readonly string[] {
  const attempts = [...toState(records).entries.values()]
    .filter(({ open, name }) => open.some(({ since }) => isAbout(act, name, { since, at })))
    .map(({ key }) => `${key} has an attempt without an outcome, but it says done`)
  const changes = openOperations(records)
    .filter(({ name, time: since }) => isAbout(act, name, { since, at }))
    .map(({ id, operation }) => `the ${operation} of ${id} is open, but it says done`)
  return [...attempts, ...changes]
}

/** Whether an order is about what was begun for an entry. What is to end only when its time is over has to be so old. */
function isAbout(
  { order, entries }: Act,
  name: string | undefined,
  { since, at }: { readonly since: string; readonly at: number },
): boolean {
  if (order.order === 'reap') {
    const entry = entries.find((each) => each.name === name)
    const end = entry === undefined ? undefined : endOf(entry, Date.parse(since) + 1000)
    return end !== undefined && end <= at
  }
  if (isOwnedBy(order, entries, name)) return true
  return order.order === 'apply' && order.prune && entries.every((each) => each.name !== name)
}

/** Who says that all is done has done what was asked for. */
function falselyDone(started: Started, after: State, truth: readonly Truth[]): readonly string[] {
  const { act, from } = started
  const { shown, between } = started.stage.service
  const times = { startedAt: from.at, endedAt: Date.now() }
  const wished = {
    ...act,
    ...{ truth, before: from.state, after, shown, between, token: tokenIn(act) },
    ...times,
  }
  return unmet(wished)
    .filter((each) => mayBeTold(each, started))
    .map(({ what }) => `it says done, and ${what}`)
}

/** An end is told only when it was seen. What else is so may have changed, or the list may tell it otherwise. */
function mayBeTold(
  { isEnd, wasMet, isOff, isMadeBeside = false }: Unmet,
  { act: { order, troubles }, scenario }: Started,
): boolean {
  if (isEnd) return true
  // Ports of an odd type are asked for by the id; where that fails, too, the plan says that it cannot check them.
  if (isOff && arePortsUntold(troubles)) return false
  // Who is told not to ask says done of nothing but what the run itself brought about.
  if (order.order === 'apply' && scenario.flags.includes('--refresh=never')) {
    return !isMadeBeside && !(wasMet && isMeddledWith(troubles))
  }
  if (isMeddledWith(troubles) && (wasMet || isOff)) return !wasMet
  return order.order !== 'apply' || isListSound(troubles)
}
