import { LIST_FAULTS } from '../../../src/sandbox/faults/faults.ts'
import type { Kind } from './trouble.ts'

/** How the list misleads. */
export const LIST_KINDS: readonly Kind[] = LIST_FAULTS.flatMap((how): readonly Kind[] => {
  const fault = { fault: 'list', how } as const
  // What a story has the list leave out, it has a get leave out as well.
  if (how === 'untold') return []
  if (how === 'small-page') return [[`list ${how}`, { ...fault, by: 2 }]]
  if (how !== 'lag') return [[`list ${how}`, fault]]
  return [
    ['list lag, short', { ...fault, ms: 150 }],
    ['list lag, long', { ...fault, ms: 1500 }],
    ['list lag, for ever', { ...fault, ms: 3_600_000 }],
    ['list lag, two walks', { ...fault, lists: 2 }],
  ]
})

/** How a reading call goes wrong as a call. */
export const READ_KINDS: readonly Kind[] = [
  ...(['unread', 'before'] as const).flatMap((at) =>
    (['reset', 'close'] as const).map((fault): Kind => [`${fault} ${at}`, { fault, at }]),
  ),
  ...[401, 403, 429, 500, 502, 503].map(
    (status): Kind => [
      `${status}`,
      { fault: 'answer', at: 'before', status, html: status >= 500, retryAfter: 1 },
    ],
  ),
  ...[404, 405, 501].map(
    (status): Kind => [`${status}`, { fault: 'answer', at: 'before', status }],
  ),
  ['404 of a gateway', { fault: 'answer', at: 'before', status: 404, html: true }],
  ['200 web page', { fault: 'answer', at: 'before', status: 200, html: true }],
  ['200 with another body', { fault: 'answer', at: 'before', status: 200, body: '{"data":[]}' }],
  ['redirect', { fault: 'answer', at: 'before', status: 302 }],
  ['cut in body', { fault: 'cut', in: 'body' }],
  ['cut in headers', { fault: 'cut', in: 'headers', ending: 'reset' }],
  ['delay', { fault: 'delay', at: 'before', ms: 300 }],
]

export const READS = ['list', 'get', 'products'] as const

/** The service says that it does not know an instance which it has. */
export const UNKNOWN_TO_GET = {
  fault: 'answer',
  at: 'before',
  status: 404,
  reason: 'RESOURCE_NOT_FOUND',
} as const

/** Lists that may leave out an instance that is there. */
export const mayHide = (trouble: string): boolean => HIDING.test(trouble)

const HIDING =
  /^list (?:empty|null|lag|small-page|unstable-order|repeated-page|short-page|page-total|no-total|wrong-total|first-page-one)/
