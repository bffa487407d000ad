import { CREATE_FAULTS } from '../../support/create-faults.ts'
import type { Kind } from './trouble.ts'

/** How a create call goes wrong: the whole decision table, and answers that come when nobody waits any more. */
export const CREATE_KINDS: readonly Kind[] = [
  ...CREATE_FAULTS.map(({ name, fault }): Kind => [`create ${name}`, fault]),
  ['create delay unread', { fault: 'delay', at: 'unread', ms: 300 }],
  // Longer than the program waits for an answer, so that the instance is made after its look-up.
  ['create delay before', { fault: 'delay', at: 'before', ms: 1200 }],
  ['create delay after', { fault: 'delay', at: 'after', ms: 1200 }],
  ['create deaf', { fault: 'deaf', ms: 400 }],
]

/** Refusals that say that nothing was made. Where that is a lie, only a list that can be trusted shows it. */
export const LIES: readonly Kind[] = [
  ...[400, 403, 404, 422].map(
    (status): Kind => [`create ${status} after`, { fault: 'answer', at: 'after', status }],
  ),
  [
    'create 400 sold out after',
    { fault: 'answer', at: 'after', status: 400, reason: 'INSUFFICIENT_RESOURCE' },
  ],
  ['create 429 after', { fault: 'answer', at: 'after', status: 429, retryAfter: 1 }],
]

export const isLie = (trouble: string): boolean => LIES.some(([name]) => name === trouble)
