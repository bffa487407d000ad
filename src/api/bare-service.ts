import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './responses/read-result.ts'

/** A reading call whose answer matters only as a sign of life. */
export type Probe = () => Promise<Answer<unknown>>

/**
 * Whether a service offers none of its reading calls: each is asked twice, with a pause between, since a gateway that is
 * being restarted answers 404 as well. The first probe was asked once already, and said no. Any other answer than a
 * plain "no such call" (a page, an error, silence) says that something is there and out of order.
 */
export async function offersNoReads(
  [asked, ...others]: readonly [Probe, ...Probe[]],
  pauseMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!(await areMissing(others))) return false
  try {
    await sleep(pauseMs, undefined, signal === undefined ? {} : { signal })
  } catch {
    return false
  }
  return areMissing([asked, ...others])
}

async function areMissing(probes: readonly Probe[]): Promise<boolean> {
  for (const probe of probes) if ((await probe()).kind !== 'not-offered') return false
  return true
}
