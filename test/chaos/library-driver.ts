import process from 'node:process'
import { pathToFileURL } from 'node:url'

/** What a start by the library is told; as JSON, in its one argument. */
export interface Drive {
  /** The built library. */
  readonly library: string
  readonly file: string
  readonly settleMs: number
  /** How long a create call may take, in milliseconds. */
  readonly answerMs: number
  readonly refresh: 'auto' | 'never'
  readonly allow: readonly 'recreate'[]
  readonly marker: boolean
}

const { library, file, settleMs, answerMs, refresh, allow, marker } = JSON.parse(
  process.argv[2] ?? '',
) as Drive
const ours: typeof import('../../src/library.ts') = await import(pathToFileURL(library).href)
const { applyFleet, EXIT_CODES, loadFleet, UserError } = ours

/** Tells all that the library gives: whoever shows less of it does so at their own risk. */
const tell = (title: string, value: unknown): void =>
  void process.stdout.write(`${title}: ${JSON.stringify(value, withMaps)}\n`)

/** Where a definition stands is long, and says nothing of the account. */
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

const { PPIO_API_KEY: apiKey = '', PPIO_BASE_URL: baseUrl = '' } = process.env
process.stdout.write(`Service: ${baseUrl}\n`)
try {
  const cwd = process.cwd()
  const fleet = await loadFleet({ cwd, env: process.env, files: [file] })
  tell('findings', fleet.diagnostics)
  const applied = await applyFleet(fleet, {
    baseUrl,
    apiKey,
    cwd,
    settleMs,
    refresh,
    allow,
    marker,
    clientLimits: { create: { connectMs: 10_000, answerMs } },
    signal: stop.signal,
    approve: () => true,
    reporter: {
      plan: ({ actions, notes }) => tell('plan', { actions, notes }),
      settled: (finding) => tell('settled', finding),
      ledger: (news) => tell('ledger', news),
      event(event) {
        tell('event', event)
        if (event.kind === 'complete') process.stdout.write(`created as ${event.id}\n`)
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
