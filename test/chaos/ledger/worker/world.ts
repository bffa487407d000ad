import process from 'node:process'
import { OWN_PROCESS } from '../../../../src/cli/this-process.ts'
import { CLOCKS, type Clocks } from '../../../../src/ledger/shared/clocks.ts'
import type { OwnProcess } from '../../../../src/model/own-process.ts'

/** The clocks of a worker, of which the one on the wall can be set. */
export interface SettableClocks extends Clocks {
  setWall(byMs: number): void
}

export function settableClocks(): SettableClocks {
  let offset = 0
  return {
    ...CLOCKS,
    wall: () => Date.now() + offset,
    setWall(byMs) {
      offset += byMs
    },
  }
}

/** A process that may be on a machine of its own, from where it cannot be seen that another one is gone. */
export const processOf = (seesOthers: boolean): OwnProcess =>
  seesOthers ? OWN_PROCESS : { ...OWN_PROCESS, isRunning: () => true }

/** Ends this process as a power cut would. */
export function die(): void {
  process.kill(process.pid, 'SIGKILL')
  sleep(60_000)
}

/** Nothing of this process runs meanwhile, its signs of life included. */
export function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
