import { toState } from '../../src/ledger/state.ts'
import { playAside } from './aside/play-aside.ts'
import type { Launch } from './judge/check-launch.ts'
import { checkStart } from './judge/check-start.ts'
import { isAnyLoose } from './judge/loose.ts'
import { returnedIn } from './judge/owned.ts'
import { writeFleet } from './project.ts'
import type { ServiceOfStory } from './service/service-of-story.ts'
import { isMade, type Truth } from './service/truth.ts'
import { forget, launch, readPlan } from './stage/launch.ts'
import type { Stage } from './stage/stage.ts'
import { type Act, tokenIn } from './story/act.ts'
import type { Blow } from './story/blow.ts'
import { isWatch, onlyOf, REAP } from './story/order.ts'
import type { Mishap, Scenario } from './story/scenario.ts'
import { DIFFERENCES } from './story/stranger.ts'
import { mayBeUnrecorded } from './story/unrecorded.ts'
import { HOME_WAY, type Way } from './story/way.ts'

/** What was played so far. */
export interface Played {
  readonly launches: Launch[]
  /** The plans that a person read before they agreed. */
  readonly plans: Launch[]
  /** What did not hold right after a start. */
  readonly premature: string[]
  /** When the last start began, in milliseconds since the epoch: what expired later it did not know. */
  lastStartAt: number
  /** What an apply of the first file would do in the end: read where something may not be in the ledger. */
  lastPlan: Launch | undefined
  /**
   * What a plan of the whole last file shows: where the last order was about one entry, and another one has two instances, or
   * where what had counted as gone lives, or what only a look can tell of.
   */
  lastSight: Launch | undefined
}

/** After the last blow of an act, so often at most: most acts are settled at once, and doubts stay doubts. */
const CALM_STARTS = 3

/** Plays the acts of a story, one after the other. */
export async function playActs(
  scenario: Scenario,
  stage: Omit<Stage, 'way' | 'token'>,
  played: Played,
): Promise<void> {
  const { service, folder } = stage
  const { acts, mishap } = scenario
  for (const [nth, act] of acts.entries()) {
    if (act.isAwaited) await service.rest()
    service.enter(act)
    if (nth === 0) populate(scenario, service)
    if (act.namesake !== undefined) {
      service.meanwhile({ change: 'twin', name: 'a', envs: [], ...DIFFERENCES[act.namesake] })
    }
    if (act.byHand !== undefined) service.meanwhile(act.byHand)
    for (const each of act.between ?? []) {
      if (each === 'arrive') await service.arrive()
      else played.plans.push(...(await forget({ ...stage, way: HOME_WAY, token: tokenIn(act) })))
    }
    writeFleet(folder, act.entries, service.truth())
    const happens = mishap.act === nth ? mishap : undefined
    const isLast = nth === acts.length - 1
    const past = acts.slice(0, nth + 1)
    await playAct(act, { scenario, past, stage, played, mishap: happens, isLast })
  }
  const last = acts.at(-1) ?? acts[0]
  // By the way of the last start: another name of the service has another ledger, which this one refuses.
  const { ways } = scenario
  const way = ways[Math.min(played.launches.length, ways.length) - 1] ?? HOME_WAY
  const truth = service.truth()
  const records = await stage.ledger.records()
  const isReturned = returnedIn(toState(records), truth).length > 0
  const isTwin = onlyOf(last.order) !== undefined && hasTwins(truth)
  if (isTwin || isReturned || isAnyLoose(truth, records)) {
    service.enter({ ...last, troubles: [] })
    played.lastSight = await readPlan({ ...stage, way, token: tokenIn(last) })
  }
  if (!mayBeUnrecorded(scenario) || last === acts[0]) return
  service.enter({ ...last, troubles: [] })
  writeFleet(folder, acts[0].entries)
  played.lastPlan = await readPlan({ ...stage, way, token: tokenIn(acts[0]) })
}

/** Whether two instances that the program made for one entry live. */
function hasTwins(truth: readonly Truth[]): boolean {
  const names = truth
    .filter((each) => isMade(each) && !each.isLeaving)
    .map((each) => each.askedName)
  return new Set(names).size < names.length
}

interface Playing {
  readonly scenario: Scenario
  /** The acts until now, with this one. */
  readonly past: readonly Act[]
  readonly stage: Omit<Stage, 'way' | 'token'>
  readonly played: Played
  readonly mishap: Mishap | undefined
  readonly isLast: boolean
}

async function playAct(act: Act, playing: Playing): Promise<void> {
  const { stage, played, mishap, isLast } = playing
  if (act.aside !== undefined) {
    const way = wayOf(playing)
    played.premature.push(
      ...(await playAside(act.aside, { ...stage, way, token: tokenIn(act) }, act)),
    )
  }
  // The first start comes about in any case: what happens in an act comes after it.
  const blows = act.blows.length === 0 ? [CALM] : act.blows
  let last: Launch | undefined
  for (const [nth, blow] of blows.entries()) {
    last = await start(act, blow, playing)
    if (nth === 0 && mishap !== undefined) await strike(mishap, stage)
  }
  if (act.isCutShort && !isLast) return
  // What only the account can tell is told once its list answers again.
  const most =
    mishap?.amnesia === true && act.order.order === 'apply' ? 2 * CALM_STARTS : CALM_STARTS
  let isSettled = act.blows.length === 0 && mishap === undefined && last?.code === 0
  for (let n = 0; n < most && !isSettled; n += 1) {
    const before = last
    last = await start(isWatch(act.order) ? { ...act, order: REAP } : act, CALM, playing)
    // The same end twice, with nothing in between: it will stay so.
    const isSame = before?.blow === CALM && last?.code === before.code && most === CALM_STARTS
    isSettled = last?.code === 0 || isSame
  }
}

const CALM: Blow = { blow: 'none' }

/** How the next start comes about. */
const wayOf = ({ scenario: { ways }, played }: Pick<Playing, 'scenario' | 'played'>): Way =>
  ways[Math.min(played.launches.length, ways.length - 1)] ?? HOME_WAY

/** One start of the program, or two at once, and what must hold right after it; gives the first of them. */
async function start(act: Act, blow: Blow, { scenario, past, stage, played }: Playing) {
  const way = wayOf({ scenario, played })
  const { ledger, service } = stage
  const from = {
    state: toState(await ledger.records()),
    truth: service.truth(),
    isDone: played.launches.at(-1)?.code === 0,
    calls: service.calls().length,
    at: Date.now(),
  }
  played.lastStartAt = from.at
  const { launches, plans, consent } = await launch(
    { ...stage, way, token: tokenIn(act) },
    act,
    blow,
  )
  played.launches.push(...launches)
  played.plans.push(...plans)
  played.premature.push(
    ...(await checkStart({ act, past, blow, launches, consent, from, scenario, stage })),
  )
  return launches[0]
}

async function strike(
  { loss, restart, amnesia, tear, crash }: Mishap,
  { service, ledger }: Pick<Stage, 'service' | 'ledger'>,
): Promise<void> {
  if (loss) service.meanwhile({ change: 'delete', name: 'a' })
  if (restart) await service.restart()
  if (amnesia) ledger.lose()
  if (tear !== undefined) ledger.tear(tear)
  if (crash) await ledger.crash(0)
}

const HOUR_MS = 3_600_000

/** What is in the account before the first start. */
function populate({ stranger, crowd }: Scenario, service: ServiceOfStory): void {
  for (let n = 0; n < crowd; n += 1) {
    service.meanwhile({ change: 'twin', name: `other-${n}`, agoMs: HOUR_MS })
  }
  if (stranger === undefined) return
  service.meanwhile({
    change: 'twin',
    name: 'a',
    // What is the same in everything else is told from ours by its age alone.
    agoMs: stranger.age === 'old' || stranger.differs === 'age' ? HOUR_MS : 0,
    ...{ gpuNum: 1, rootfsSize: 60, imageUrl: 'pytorch:2.7' },
    ...DIFFERENCES[stranger.differs],
  })
  if (stranger.age === 'removed') service.meanwhile({ change: 'delete', name: 'a' })
}
