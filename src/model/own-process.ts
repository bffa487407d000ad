/** What a run has to know of its own process, and may ask about others. Handed in, so that only the doors know a process. */
export interface OwnProcess {
  readonly pid: number
  /** Whether a process of this number is there, another user's included. */
  readonly isRunning: (pid: number) => boolean
  /** Sends a signal to a group of processes that this one started, if it is still there. */
  readonly signalGroup: (leader: number, signal: 'SIGTERM' | 'SIGKILL') => void
}
