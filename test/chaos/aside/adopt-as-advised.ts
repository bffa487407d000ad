import { checkLaunch, type Launch } from '../judge/check-launch.ts'
import { untold } from '../judge/check-told.ts'
import { isMade } from '../service/truth.ts'
import { readPlan, readPlanText, typeLine } from '../stage/launch.ts'
import type { Stage } from '../stage/stage.ts'
import { type Act, tokenIn } from '../story/act.ts'

/** A way out of a doubt that records an instance: the command, with the name and the id in it. */
const ADVICE =
  /(?:if it was made|to go on from what is there now|to keep the instance): +(\S.* adopt (\S+) (\S+).*)$/gm

/**
 * The person reads a plan and runs each `adopt` that it advises, with an id that it names. After that a plan tells everything in
 * which an instance is not as the file says: whatever waited goes on waiting.
 */
export async function adoptAsAdvised(stage: Stage, act: Act): Promise<readonly string[]> {
  const { order, entries } = act
  const launches: Launch[] = [await readPlanText(stage, order)]
  const advised = [...(launches[0]?.output ?? '').matchAll(ADVICE)]
  const failed: string[] = []
  for (const [, words = '', name = '', id = ''] of advised) {
    const line = id === 'ID' ? words.replace(/ ID\b/, ` ${ownIdOf(name, stage)}`) : words
    const run = await typeLine(stage, line, order)
    launches.push(run)
    if (run.code !== 0) failed.push(`"${line}", as advised, ended with ${run.code}: ${run.output}`)
  }
  if (advised.length === 0) return launches.flatMap(checkLaunch)
  const plan = await readPlan(stage)
  const adopted = new Set(advised.map(([, , name]) => name))
  const now = { entries, truth: stage.service.truth(), token: tokenIn(act), adopted }
  return [...[...launches, plan].flatMap(checkLaunch), ...failed, ...untold(plan.output, now)]
}

/** The youngest instance that the program made for an entry: the person looks into the console. */
const ownIdOf = (name: string, { service }: Stage): string =>
  service
    .truth()
    .filter((each) => isMade(each) && each.askedName === name && !each.isLeaving)
    .toSorted((one, other) => other.createdAt - one.createdAt)[0]?.id ?? 'none'
