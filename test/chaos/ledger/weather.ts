import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Dice } from '../story/dice.ts'
import type { Crew } from './crew.ts'
import type { Place, Trouble } from './place/place.ts'

/** Lets go wrong what is not the doing of a worker, now and then, until it is told to stop. Counts what happened. */
export async function makeWeather(
  { troubles, lease, troubleEveryMs }: Place,
  crew: Pick<Crew, 'running'>,
  dice: Dice,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const struck = new Map<string, number>()
  const stopOne: Trouble = {
    name: 'a process is stopped',
    weight: 2,
    strike: async () => {
      const running = crew.running()
      if (running.length === 0) return
      await stopFor(dice.pick(running), (dice.below(25) / 10) * lease.leaseMs)
    },
  }
  const all = [...troubles, stopOne].flatMap((each) => Array<Trouble>(each.weight).fill(each))
  while (!stop.aborted) {
    await pause(dice.below(2 * troubleEveryMs), undefined, { signal: stop }).catch(() => undefined)
    if (stop.aborted) break
    const trouble = dice.pick(all)
    await trouble.strike()
    if (trouble.restarts === true) for (const each of crew.running()) each.kill('SIGKILL')
    struck.set(trouble.name, (struck.get(trouble.name) ?? 0) + 1)
  }
  return struck
}

/** It does nothing meanwhile, wherever it is. */
async function stopFor(child: ChildProcess, ms: number): Promise<void> {
  child.kill('SIGSTOP')
  await pause(ms)
  child.kill('SIGCONT')
}
