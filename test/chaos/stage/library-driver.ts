import process from 'node:process'
import { pathToFileURL } from 'node:url'
import type { Order } from '../story/order.ts'

/** What a start by the library is told; as JSON, in its one argument. Times are in milliseconds. */
export interface Drive {
  /** The built library. */
  readonly library: string
  readonly file: string
  readonly order: Order
  readonly settleMs: number
  /** How long a call that changes something may take. */
  readonly answerMs: number
  /** How long a change is waited for until it is seen. */
  readonly changeMs: number
  readonly refresh: 'auto' | 'never'
  readonly allowRecreate: boolean
  readonly acceptGone: boolean
  readonly marker: boolean
  /** Of a ledger that is not at its default place. */
  readonly ledger?: string | undefined
}

const drive = JSON.parse(process.argv[2] ?? '') as Drive
const { order, settleMs, answerMs, changeMs, refresh, marker } = drive
const ours: typeof import('../../../src/library.ts') = await import(
  pathToFileURL(drive.library).href
)
const { EXIT_CODES, loadFleet, UserError } = ours

/** Tells all that the library gives: whoever shows less of it does so at their own risk. */
const tell = (title: string, value: unknown): void =>
  void process.stdout.write(`${title}: ${JSON.stringify(value, withMaps)}\n`)

/** The place of a definition is long, and says nothing of the account. */
const withMaps = (name: string, value: unknown): unknown =>
  name === 'place' || name === 'definition'
    ? undefined
    : value instanceof Map
      ? [...value]
      : value instanceof Set
        ? [...value]
        : value

// The reader may go away: that is no reason to leave a run in the middle.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(EXIT_CODES.interrupted.code)
    stop.abort()
  })
}

const OPERATIONS = {
  apply: ours.applyFleet,
  destroy: ours.destroyFleet,
  reap: ours.reapFleet,
  start: ours.startFleet,
  stop: ours.stopFleet,
} as const

const { PPIO_API_KEY: apiKey = '', PPIO_BASE_URL: baseUrl = '' } = process.env
process.stdout.write(`Service: ${baseUrl}\n`)
try {
  const cwd = process.cwd()
  const only = 'only' in order && order.only !== undefined ? [order.only] : []
  const fleet = await loadFleet({ cwd, env: process.env, files: [drive.file], only })
  tell('findings', fleet.diagnostics)
  const recreate = drive.allowRecreate && order.order === 'apply' ? (['recreate'] as const) : []
  const applied = await OPERATIONS[order.order](fleet, {
    baseUrl,
    apiKey,
    cwd,
    environment: process.env,
    ...(drive.ledger === undefined ? {} : { ledger: drive.ledger }),
    settleMs,
    refresh,
    marker,
    changeMs,
    acceptGone: drive.acceptGone,
    allow: [...recreate, ...(order.order === 'apply' ? order.allow : [])],
    prune: order.order === 'apply' && order.prune,
    limits: { allowPrepaid: true },
    clientLimits: { create: { connectMs: 10_000, answerMs } },
    signal: stop.signal,
    approve: () => true,
    reporter: {
      plan: ({ actions, notes }) => tell('plan', { actions, notes }),
      settled: (finding) => tell('settled', finding),
      changeSettled: (finding) => tell('change settled', finding),
      protection: (protection) => tell('protection', protection),
      ledger: (news) => tell('ledger', news),
      event(event) {
        tell('event', event)
        if (event.kind !== 'complete') return
        if (event.operation === 'create') process.stdout.write(`created as ${event.id}\n`)
        if (event.operation === 'delete') process.stdout.write(`seen gone (${event.id})\n`)
      },
    },
  })
  tell('applied', applied)
  process.exitCode = EXIT_CODES[applied.ending].code
} catch (error) {
  if (!(error instanceof UserError)) throw error
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`)
  process.exitCode = EXIT_CODES[error.ending].code
}
process.stdout.write('Ended.\n')
