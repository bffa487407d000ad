import type { InstanceOperation } from '../../../ledger/operation.ts'

/** What each group of changed instances is called at the end of a run: first of all what it means for the bill. */
interface ChangeTitles {
  readonly done: string
  /** The service takes it, and has not done it yet. */
  readonly notYet: string
  readonly refused: string
  /** Nothing was sent. */
  readonly left: string
  readonly unknown: string
}

export const CHANGE_TITLES = {
  start: {
    done: 'Started, and billed by the hour from now on:',
    notYet: 'Accepted, not running yet: billed as far as anybody can see:',
    refused: 'Refused, and not started:',
    left: 'Left alone, and not started:',
    unknown: 'Not known whether it was started: it may be billed by the hour.',
  },
  stop: {
    done: 'Stopped. Each goes on paying for its disk, how much is not in the price list, and its GPU may be taken before it starts again:',
    notYet: 'Accepted, not stopped yet: billed by the hour until it is:',
    refused: 'Refused, and billed by the hour as before:',
    left: 'Left alone, and billed by the hour as before:',
    unknown: 'Not known whether it was stopped: it may still be billed by the hour.',
  },
  delete: {
    done: 'Destroyed and seen gone:',
    notYet: 'Accepted, not gone yet: still billed as far as anybody can see:',
    refused: 'Refused, and still billed:',
    left: 'Left alone, and still billed:',
    unknown: 'Not known whether it was destroyed: it may still be billed.',
  },
} as const satisfies Record<InstanceOperation, ChangeTitles>
