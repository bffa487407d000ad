import process from 'node:process'
import type { OwnProcess } from '../model/own-process.ts'

export const OWN_PROCESS: OwnProcess = {
  pid: process.pid,
  signalGroup(leader, signal) {
    try {
      process.kill(-leader, signal)
    } catch {
      // It ended by itself meanwhile.
    }
  },
  isRunning(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      // EPERM: it runs, under another user.
      return !(error instanceof Error && Reflect.get(error, 'code') === 'ESRCH')
    }
  },
}
