import { setTimeout as pause } from 'node:timers/promises'

/** Time in milliseconds, by a clock that does not run while the machine sleeps, and by one that may be set. */
export interface Clocks {
  elapsed(): number
  wall(): number
  pause(ms: number): Promise<void>
}

export const CLOCKS: Clocks = {
  elapsed: () => performance.now(),
  wall: () => Date.now(),
  pause: (ms) => pause(ms),
}
