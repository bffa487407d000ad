import type { InstanceOperation } from '../../../ledger/operation.ts'

/** What each group of changed instances is called at the end of a run: first of all what it means for the bill. */
export interface ChangeTitles {
  readonly done: string
  /** The service takes it, and has not done it yet. */
  readonly notYet: string
  readonly refused: string
  /** Nothing was sent. */
  readonly left: string
  readonly unknown: string
}

export const CHANGE_TITLES = {
  'edit-ports': {
    done: 'Ports changed in place, at the same price:',
    notYet: 'Accepted, ports not changed yet:',
    refused: 'Refused, and its ports are as before:',
    left: 'Left alone, and its ports are as before:',
    unknown: 'Not known whether its ports were changed.',
  },
  'grow-disk': {
    done: 'Disk grown in place. What is beyond the free size is billed; how much is not in the price list:',
    notYet: 'Accepted, disk not grown yet:',
    refused: 'Refused, and its disk is as before:',
    left: 'Left alone, and its disk is as before:',
    unknown: 'Not known whether its disk was grown: it is never grown a second time by itself.',
  },
  upgrade: {
    done: 'Reset, and running with new settings at the same price; the data is kept:',
    notYet: 'Accepted, not back from its reset yet:',
    refused: 'Refused, and not reset:',
    left: 'Left alone, and not reset:',
    unknown: 'Not known whether it was reset.',
  },
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
  subscribe: {
    done: 'Paid by the month. What was charged for it at once cannot be undone:',
    notYet: 'Accepted, not paid by the month yet: the money may have been charged:',
    refused: 'Refused, and paid for as before:',
    left: 'Left alone, and paid for as before:',
    unknown:
      'Not known whether it was changed to months: the money may have been charged, and it is never sent a second time by itself.',
  },
  renew: {
    done: 'Renewed. It was charged at once, and cannot be undone:',
    notYet: 'Accepted, its end not moved yet: the money may have been charged:',
    refused: 'Refused, and paid as long as before:',
    left: 'Left alone, and paid as long as before:',
    unknown:
      'Not known whether it was renewed: the money may have been charged, and it is never sent a second time by itself.',
  },
  'auto-renew': {
    done: 'Automatic renewal accepted; the service does not let anybody check it:',
    notYet: 'Accepted, automatic renewal not switched yet:',
    refused: 'Refused, and its automatic renewal is as before:',
    left: 'Left alone, and its automatic renewal is as before:',
    unknown: 'Not known whether its automatic renewal was switched.',
  },
  delete: {
    done: 'Destroyed and seen gone:',
    notYet: 'Accepted, not gone yet: still billed as far as anybody can see:',
    refused: 'Refused, and still billed:',
    left: 'Left alone, and still billed:',
    unknown: 'Not known whether it was destroyed: it may still be billed.',
  },
} as const satisfies Record<InstanceOperation, ChangeTitles>

/** What those titles are for what was paid for in advance: it costs the same whether it runs or not. */
export const PREPAID_TITLES: Readonly<Partial<Record<InstanceOperation, ChangeTitles>>> = {
  start: {
    done: 'Started; paid in advance, so it costs nothing more:',
    notYet: 'Accepted, not running yet; paid in advance:',
    refused: 'Refused, and not started; paid in advance:',
    left: 'Left alone, and not started; paid in advance:',
    unknown: 'Not known whether it was started; paid in advance, so it costs nothing more.',
  },
  stop: {
    done: 'Stopped, which saves nothing: each is paid in advance until its end, and its GPU may be taken before it starts again:',
    notYet: 'Accepted, not stopped yet; paid in advance:',
    refused: 'Refused, and not stopped; paid in advance:',
    left: 'Left alone, and not stopped; paid in advance:',
    unknown: 'Not known whether it was stopped; paid in advance, so it costs nothing more.',
  },
}
