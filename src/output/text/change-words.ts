import type { InstanceOperation } from '../../ledger/operation.ts'

/** How a change of an instance is spoken of, before and after the name of its entry. */
interface ChangeWords {
  /** As in the plan. */
  readonly sign: string
  readonly noun: string
  readonly doing: string
  /** What is waited for once it was accepted. */
  readonly until: string
  readonly done: string
  /** Nothing had to be sent. */
  readonly wasSo: string
  readonly notYet: string
  readonly failed: string
}

/** What is said of a reset after one of which nobody knows whether it was done. */
export const RESETS_AGAIN = 'may reset the container a second time'

export const CHANGE_WORDS = {
  subscribe: {
    sign: '~',
    noun: 'change to months',
    doing: 'paying in advance for',
    until: 'the account shows it as monthly',
    done: 'paid by the month now',
    wasSo: 'was paid by the month already',
    notYet: 'on its way, not paid by the month yet',
    failed: 'not changed to months',
  },
  renew: {
    sign: '~',
    noun: 'renewal',
    doing: 'renewing',
    until: 'the account shows its new end',
    done: 'renewed',
    wasSo: 'was renewed already',
    notYet: 'on its way, its end not moved yet',
    failed: 'not renewed',
  },
  'auto-renew': {
    sign: '~',
    noun: 'switch of its automatic renewal',
    doing: 'switching the automatic renewal of',
    until: 'the service has had time for it',
    done: 'automatic renewal accepted; the service does not let anybody check it',
    wasSo: 'had this automatic renewal already',
    notYet: 'on its way, automatic renewal not switched yet',
    failed: 'automatic renewal not switched',
  },
  delete: {
    sign: '-',
    noun: 'deletion',
    doing: 'destroying',
    until: 'it is gone',
    done: 'destroyed, seen gone',
    wasSo: 'was gone already',
    notYet: 'on its way out, not gone yet',
    failed: 'not destroyed',
  },
  'edit-ports': {
    sign: '~',
    noun: 'port change',
    doing: 'changing the ports of',
    until: 'the account shows its new ports',
    done: 'has its new ports',
    wasSo: 'had these ports already',
    notYet: 'on its way, without its new ports yet',
    failed: 'ports not changed',
  },
  'grow-disk': {
    sign: '~',
    noun: 'disk growth',
    doing: 'growing the disk of',
    until: 'the account shows its larger disk',
    done: 'has its larger disk',
    wasSo: 'had a disk of this size already',
    notYet: 'on its way, without its larger disk yet',
    failed: 'disk not grown',
  },
  upgrade: {
    sign: '~',
    noun: 'reset',
    doing: 'resetting the container of',
    until: 'it runs with its new settings',
    done: 'reset, runs with its new settings',
    wasSo: 'had these settings already',
    notYet: 'on its way, not back from its reset yet',
    failed: 'not reset',
  },
  start: {
    sign: '~',
    noun: 'start',
    doing: 'starting',
    until: 'it runs',
    done: 'started',
    wasSo: 'ran already',
    notYet: 'on its way, not running yet',
    failed: 'not started',
  },
  stop: {
    sign: '~',
    noun: 'stop',
    doing: 'stopping',
    until: 'it is stopped',
    done: 'stopped',
    wasSo: 'was stopped already',
    notYet: 'on its way, not stopped yet',
    failed: 'not stopped',
  },
} as const satisfies Record<InstanceOperation, ChangeWords>
