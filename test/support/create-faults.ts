import { type AnswerFault, type Fault, GARBLES } from '../../src/sandbox/faults/faults.ts'

/** One way in which a create call goes wrong, and whether an instance exists afterwards. */
export interface CreateFault {
  readonly name: string
  readonly fault: Fault
  /** What the server did with the call: the truth that a client may not be able to see. */
  readonly made: boolean
}

const EARLY_STATUSES = [
  400, 401, 402, 403, 404, 405, 408, 409, 413, 415, 421, 422, 425, 429, 500, 502, 503, 504, 522,
  301, 302, 303, 307, 308,
]

const LATE_STATUSES = [408, 409, 421, 425, 500, 502, 503, 504, 522, 301, 302, 303, 307, 308]

/** Every way that the decision table for the create call names, apart from delays and connections never made. */
export const CREATE_FAULTS: readonly CreateFault[] = [
  ...(['unread', 'before', 'after'] as const).flatMap((at) =>
    (['reset', 'close', 'hang'] as const).map((fault) => ({
      name: `${fault} ${at}`,
      fault: { fault, at } as const,
      made: at === 'after',
    })),
  ),
  ...EARLY_STATUSES.map((status) => answered('before', { status, html: status >= 500 })),
  ...LATE_STATUSES.map((status) => answered('after', { status, html: status >= 500 })),
  answered('unread', { status: 401 }),
  answered('unread', { status: 413 }),
  answered('before', { status: 403, html: true }),
  answered('before', { status: 429, retryAfter: 1 }),
  answered('before', { status: 429, retryAfter: 1, retryAfterAs: 'date' }),
  answered('before', { status: 503, retryAfter: 1 }),
  ...['BALANCE_NOT_ENOUGH', 'INSUFFICIENT_RESOURCE', 'CREATE_INSTANCE_LIMIT', 'BANNED_USER'].map(
    (reason) => answered('before', { status: 400, reason }),
  ),
  ...['CONFLICT', 'OPERATION_LIMIT'].map((reason) => answered('after', { status: 400, reason })),
  answered('before', { status: 403, reason: 'CREATE_GPU_NUM_LIMIT' }),
  answered('before', { status: 200, reason: 'BALANCE_NOT_ENOUGH' }),
  answered('before', { status: 400, echo: true }),
  ...GARBLES.map((how) => ({
    name: `garble ${how}`,
    fault: { fault: 'garble', how } as const,
    made: true,
  })),
  ...(['status-line', 'headers', 'body'] as const).flatMap((part) =>
    (['close', 'reset'] as const).map((ending) => ({
      name: `cut in ${part}, ${ending}`,
      fault: { fault: 'cut', in: part, ending } as const,
      made: true,
    })),
  ),
  { name: 'cut, no length', fault: { fault: 'cut', in: 'body', length: 'none' }, made: true },
  { name: 'cut, chunked', fault: { fault: 'cut', in: 'body', length: 'chunked' }, made: true },
  { name: 'fails later', fault: { fault: 'fail-later' }, made: true },
]

/** Those of them that any call can meet. */
export const CALL_FAULTS: readonly CreateFault[] = CREATE_FAULTS.filter(
  ({ fault }) => fault.fault !== 'garble' && fault.fault !== 'fail-later',
)

function answered(at: AnswerFault['at'], answer: Omit<AnswerFault, 'fault' | 'at'>): CreateFault {
  const details = [
    answer.reason,
    answer.html ? 'html' : undefined,
    answer.echo ? 'echo' : undefined,
    answer.retryAfter === undefined ? undefined : `retry-after ${answer.retryAfterAs ?? 'seconds'}`,
  ].filter((detail) => detail !== undefined)
  return {
    name: [answer.status, ...details, at].join(' '),
    fault: { fault: 'answer', at, ...answer },
    made: at === 'after',
  }
}
