import { toState } from '../../../src/ledger/state.ts'
import { checkLaunch, type Launch } from '../judge/check-launch.ts'
import { untold } from '../judge/check-told.ts'
import { ownedIn } from '../judge/owned.ts'
import { isMade } from '../service/truth.ts'
import { readPlan, readPlanText, typeLine } from '../stage/launch.ts'
import type { Stage } from '../stage/stage.ts'
import { type Act, tokenIn } from '../story/act.ts'

/** A way out of a doubt that records an instance: its condition, and the command, with the name and the id in it. */
const ADVICE =
  /(if it was made|to go on from what is there now|to keep the instance): +(\S.* adopt (\S+) (\S+).*)$/gm

/**
 * The person reads a plan and runs each `adopt` that it advises, with an id that it names; of what it advises only if it was
 * made, the console tells whether it was. After that a plan tells everything in which an instance is not as the file says:
 * whatever waited goes on waiting.
 */
export async function adoptAsAdvised(stage: Stage, act: Act): Promise<readonly string[]> {
  const { order, entries } = act
  const launches: Launch[] = [await readPlanText(stage, order)]
  const idsOf = await madeUnrecorded(stage)
  const advised = [...(launches[0]?.output ?? '').matchAll(ADVICE)].filter(
    ([, condition = '', , name = '', id = '']) =>
      condition !== 'if it was made' || idsOf(name).some((each) => id === 'ID' || each === id),
  )
  const failed: string[] = []
  for (const [, , words = '', name = '', id = ''] of advised) {
    const line = id === 'ID' ? words.replace(/ ID\b/, ` ${idsOf(name)[0]}`) : words
    const run = await typeLine(stage, line, order)
    launches.push(run)
    if (run.code !== 0) failed.push(`"${line}", as advised, ended with ${run.code}: ${run.output}`)
  }
  if (advised.length === 0) return launches.flatMap(checkLaunch)
  const plan = await readPlan(stage)
  const adopted = new Set(advised.map(([, , , name]) => name))
  const now = { entries, truth: stage.service.truth(), token: tokenIn(act), adopted }
  return [...[...launches, plan].flatMap(checkLaunch), ...failed, ...untold(plan.output, now)]
}

/** What the console shows to the person: what was made for an entry, lives, and is not recorded; the youngest first. */
async function madeUnrecorded({
  service,
  ledger,
}: Stage): Promise<(name: string) => readonly string[]> {
  const recorded = new Set(ownedIn(toState(await ledger.records())).map(({ id }) => id))
  const made = service
    .truth()
    .filter((each) => isMade(each) && !each.isLeaving && !recorded.has(each.id))
    .toSorted((one, other) => other.createdAt - one.createdAt)
  // The one without a name goes by its key, in quotes.
  const asked = (name: string) => (/^'?~/.test(name) ? '' : name)
  return (name) => made.filter(({ askedName }) => askedName === asked(name)).map(({ id }) => id)
}
