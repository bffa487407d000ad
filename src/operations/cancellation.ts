/** How a run is asked to stop, and how long each part of its ending may take. */
export interface Cancellation {
  /** Whether somebody asked to stop: nothing new starts after that. */
  requested(): boolean
  /** Aborted once the call in flight has had its time. */
  readonly deadline: AbortSignal
  /** Aborted once even a look at the account has to end. */
  readonly lastLook: AbortSignal
  /** Waits; resolves early when somebody asks to stop. */
  wait(ms: number): Promise<void>
}
