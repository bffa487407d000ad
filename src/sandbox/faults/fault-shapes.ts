import { CHANGE_OPERATIONS, LISTED, OPERATION_NAMES } from '../routes/api-operation.ts'
import {
  count,
  type FaultField,
  flag,
  oneOf,
  optional,
  required,
  type Shape,
  text,
  whole,
} from './fault-fields.ts'
import { type Fault, GARBLES, GET_FAULTS, LIST_FAULTS, OFFERS_FAULTS, type When } from './faults.ts'

const MOMENTS = {
  accept: 'the connection was taken and nothing was read (with on: connection)',
  unread: 'the headers are there, the body was not looked at',
  before: 'the call was read in full, and nothing is done yet',
  after: 'the call is done and on disk, and not answered yet',
} as const

type Moment = keyof typeof MOMENTS

const at = (...moments: readonly Moment[]): FaultField =>
  required(
    oneOf(moments, `When: ${moments.map((each) => `${each}: ${MOMENTS[each]}`).join('; ')}.`),
  )

/** What a rule is about. */
export const ON: FaultField = required(
  optional(
    {
      type: ['string', 'array'],
      minItems: 1,
      items: { type: 'string', enum: OPERATION_NAMES },
      if: { type: 'string' },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { enum: ['*', 'connection', ...OPERATION_NAMES] },
    },
    `"*", connection, an operation or a list of operations (${OPERATION_NAMES.join(', ')})`,
    'The calls that it strikes: an operation, a list of them, "*" for all, or connection.',
  ),
)

/** When a rule strikes; all conditions have to hold, and none means always. */
export const WHEN = {
  nth: optional(
    { type: ['integer', 'array'], minimum: 1, minItems: 1, items: { type: 'integer', minimum: 1 } },
    'a number from 1 or a list of them',
    'Which of the calls that fit, from 1.',
  ),
  name: text('The exact name of the instance that the call is about; of the filter for a list.'),
  times: count('How often it strikes at most.'),
  probability: optional(
    { type: 'number', minimum: 0, maximum: 1 },
    'a number from 0 to 1',
    'How likely it strikes; needs seed.',
  ),
  seed: whole('The same seed strikes the same calls.'),
} as const satisfies Record<keyof When, FaultField>

/** What goes wrong, by `fault`. */
export const FAULTS = {
  reset: {
    about: 'The connection ends with a reset.',
    fields: { at: at('accept', 'unread', 'before', 'after') },
  },
  close: {
    about: 'The connection is closed in good form.',
    fields: { at: at('accept', 'unread', 'before', 'after') },
  },
  hang: {
    about: 'Nothing more ever comes.',
    fields: { at: at('accept', 'unread', 'before', 'after') },
  },
  delay: {
    about: 'The call waits.',
    fields: { at: at('unread', 'before', 'after'), ms: required(count('How long.')) },
  },
  answer: {
    about: 'Another answer comes instead of the true one.',
    fields: {
      at: at('unread', 'before', 'after'),
      status: required(
        optional(
          { type: 'integer', minimum: 200, maximum: 599 },
          'a status from 200 to 599',
          'The HTTP status.',
        ),
      ),
      reason: text('The reason of an error body as the service writes it.'),
      message: text('The message of an error body as the service writes it.'),
      body: text('The exact body.'),
      html: flag('A web page as a gateway sends it.'),
      echo: flag('The message repeats the body of the request, secrets and all.'),
      headers: optional(
        { type: 'object', additionalProperties: { type: 'string' } },
        'a map of strings',
        'More headers.',
      ),
      retryAfter: whole('A Retry-After of so many seconds.'),
      retryAfterAs: oneOf(['seconds', 'date'], 'How Retry-After is written.'),
      location: text('Where a redirect leads.'),
    },
  },
  cut: {
    about: 'The true answer is cut short.',
    fields: {
      in: required(oneOf(['status-line', 'headers', 'body'], 'Where it is cut.')),
      length: oneOf(['given', 'none', 'chunked'], 'How the answer tells its length.'),
      ending: oneOf(['close', 'reset'], 'How the connection ends.'),
    },
  },
  garble: {
    about: 'It is answered with 2xx, and not with the id.',
    on: ['create'],
    fields: { how: required(oneOf(GARBLES, 'What the answer is instead.')) },
  },
  list: {
    about: 'The list misleads.',
    fields: {
      how: required(oneOf(LIST_FAULTS, `In which way; ${GET_FAULTS.join(', ')} are also for get.`)),
      by: whole('short-page, wrong-total: by how many; small-page: the most instances of a page.'),
      ms: count('lag: how long a new instance is not shown.'),
      lists: count('lag: for how many walks of the list it is not shown.'),
      fields: optional(
        { type: 'array', minItems: 1, items: { type: 'string' } },
        'a list of strings',
        'untold: the members of an instance that are left out.',
      ),
    },
  },
  ignore: {
    about: 'The call is answered as if it were done, and nothing is done.',
    on: CHANGE_OPERATIONS,
    fields: {},
  },
  late: {
    about: 'The answer is lost, and it is done later, or at the latest when the sandbox ends.',
    on: ['create', ...CHANGE_OPERATIONS],
    fields: {
      ms: count('How much later; 5000 if not given.'),
      ending: oneOf(
        ['reset', 'close', 'hang'],
        'How the connection ends; close if not given. A rule with answer at after gives it an answer.',
      ),
    },
  },
  twice: {
    about:
      'It is done twice, as where something on the way repeats it, and the answer tells of one.',
    on: ['create'],
    fields: {
      tells: oneOf(['first', 'last'], 'Of which instance; of the last one if not given.'),
    },
  },
  stuck: {
    about: 'It is accepted, and stays in the state before its last: a delete stays removing.',
    on: ['create', 'delete', 'start', 'stop', 'restart', 'upgrade'],
    fields: { ms: count('How long after the call it goes on; never if not given.') },
  },
  'fail-later': {
    about: 'It is accepted, and fails later.',
    on: ['create', 'start', 'restart', 'upgrade'],
    fields: {
      message: text('The words of its error.'),
      status: text('The state it ends in; exited if not given.'),
    },
  },
  'begin-late': {
    about: 'Its settings show at once, and the container runs on before it begins to reset.',
    on: ['upgrade'],
    fields: { ms: required(count('For how long it runs on, at least.')) },
  },
  'full-images': {
    about:
      'Images are shown with registry, owner and tag: nginx as docker.io/library/nginx:latest.',
    on: ['list', 'get'],
    fields: {},
  },
  'tool-ports': {
    about:
      'The ports of tools are among those of an instance, and an edit that lacks one closes it.',
    on: ['list', 'get', 'edit'],
    fields: {
      own: optional(
        { type: 'array', items: { type: 'string' } },
        'a list of strings',
        'Ports that the service opened for itself and shows as well, as 22/ssh.',
      ),
    },
  },
  meanwhile: {
    about: 'Somebody else changes the account while the call is under way.',
    fields: {
      at: at('before', 'after'),
      change: required(optional({ type: 'object' }, 'a map', 'What is changed: see below.')),
    },
  },
  'sold-out': {
    about: 'There is no stock; what is told of it agrees with what can be had.',
    on: ['create', 'start', 'products', 'cpu-products'],
    fields: {
      productId: text('Of which product; of any if not given.'),
      clusterId: text('In which cluster; in any if not given.'),
    },
  },
  offers: {
    about: 'What is sold, and the other lists of the account, are told in another form.',
    on: [...LISTED],
    fields: {
      how: required(
        oneOf(
          OFFERS_FAULTS,
          'In which form; number-prices, region-ids and many are for products alone.',
        ),
      ),
      by: count('many: how many products there are; 5000 if not given.'),
    },
  },
  deaf: {
    about: 'From the answer on, connections are refused.',
    fields: { ms: required(count('For how long.')) },
  },
} as const satisfies Record<Fault['fault'], Shape>
