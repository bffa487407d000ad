import type { Fault } from '../../../src/sandbox/faults/faults.ts'
import { CALL_FAULTS } from '../../support/create-faults.ts'
import { SETTLE_S } from '../settle.ts'
import type { Change } from '../story/order.ts'
import type { Kind } from './trouble.ts'

export const CHANGES = [
  'delete',
  'start',
  'stop',
  'edit',
  'upgrade',
] as const satisfies readonly Change[]

/** How a call that changes an instance goes wrong, whichever it is. */
const FAULTS: readonly Kind[] = [
  ...CALL_FAULTS.map(({ name, fault }): Kind => [name, fault]),
  // Refusals that may be a lie: what was refused is done, and only a look shows it.
  ...[400, 403, 404, 422, 429].map(
    (status): Kind => [`${status} after`, { fault: 'answer', at: 'after', status }],
  ),
  ['400 unknown', refused('RESOURCE_NOT_FOUND')],
  ['404 unknown', { fault: 'answer', at: 'before', status: 404, reason: 'RESOURCE_NOT_FOUND' }],
  ['400 invalid state', refused('DEPENDENT_RESOURCE_STATE')],
  ['delay unread', { fault: 'delay', at: 'unread', ms: 300 }],
  // Longer than the program waits for an answer, and within the settle time after that.
  ['delay before', { fault: 'delay', at: 'before', ms: 950 }],
  ['delay after', { fault: 'delay', at: 'after', ms: 950 }],
  ['deaf', { fault: 'deaf', ms: 400 }],
  ['ignore', { fault: 'ignore' }],
  ...(['reset', 'close', 'hang'] as const).map(
    (ending): Kind => [`late, ${ending}`, { fault: 'late', ms: SETTLE_S * 400, ending }],
  ),
]

/** An edit has no state on its way. */
const STUCK: readonly Kind[] = [
  ['stuck', { fault: 'stuck' }],
  ['stuck for a while', { fault: 'stuck', ms: 400 }],
]

/** What only some of them can meet. */
const OWN: Readonly<Record<Change, readonly Kind[]>> = {
  delete: [
    ...STUCK,
    ['400 prepaid', refused('PREPAID_INSTANCE_NOT_SUPPORT_RELEASE')],
    // It may arrive whenever it likes: whoever asked for it wants the instance gone.
    ['late, very', { fault: 'late', ms: 2500 }],
  ],
  start: [
    ...STUCK,
    ['400 sold out', refused('INSUFFICIENT_RESOURCE')],
    ['fails later', { fault: 'fail-later' }],
  ],
  stop: STUCK,
  edit: [],
  'to-monthly': [],
  upgrade: [...STUCK, ['fails later', { fault: 'fail-later' }]],
}

function refused(reason: string): Fault {
  return { fault: 'answer', at: 'before', status: 400, reason }
}

export const changeKinds = (change: Change): readonly Kind[] =>
  [...FAULTS, ...OWN[change]].map(([name, fault]): Kind => [`${change} ${name}`, fault])
