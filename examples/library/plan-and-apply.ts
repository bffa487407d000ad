// Plans and applies a fleet from a program of your own, without a question and without a word on the terminal but its own.
// Run: PPIO_API_KEY=… PPIO_BASE_URL=… node plan-and-apply.ts fleet.yaml
import {
  type ApplyEvent,
  acquireLock,
  applyCreates,
  audit,
  budgetOf,
  connect,
  type InstanceId,
  isCreation,
  ledgerPath,
  loadFleet,
  openLedger,
  plan,
  serviceOf,
  settleOpen,
  toPorts,
  toResult,
  toState,
  version,
} from 'ppi-apply'

const { PPIO_API_KEY: apiKey = '', PPIO_BASE_URL: baseUrl = 'https://api.ppinfra.com' } =
  process.env
const cwd = process.cwd()
// How long a lost instance may take to show up in the account, in milliseconds.
const budget = budgetOf(60_000)

const fleet = await loadFleet({ cwd, env: process.env, files: process.argv.slice(2) })
for (const { severity, message, place } of fleet.diagnostics) {
  console.error(`${severity} in ${place.file.path}: ${message}`)
}
if (fleet.diagnostics.some(({ severity }) => severity === 'error')) process.exit(1)

const service = serviceOf(new URL(baseUrl))
const path = ledgerPath(cwd, service)
const client = connect({ baseUrl, apiKey })
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
const lock = await acquireLock(path, { command: 'plan-and-apply' })
try {
  const ledger = await openLedger(path, { service, apiKey, version })
  const ports = toPorts({ client, ledger, signal: stop.signal })

  // What an earlier run left without an outcome comes first.
  await settleOpen(toState(ledger.entries), budget, ports)

  const state = toState(ledger.entries)
  const remote = await client.list()
  // A list that broke off proves nothing: an entry may be there already.
  if (remote.kind === 'partial') throw new Error(`the account could not be listed: ${remote.why}`)
  const instances = remote.kind === 'complete' ? remote.instances : []
  const actions = plan({ specs: fleet.specs, state, remote, coversAll: fleet.coversAll })
  for (const { kind, name, reason } of actions)
    console.log(`${kind} ${name ?? '(no name)'}: ${reason}`)

  const creations = actions.filter(isCreation)
  const owned = [...state.entries.values()].flatMap((entry) => entry.instances.map(({ id }) => id))
  const events: ApplyEvent[] = []
  const seen = new Map<string, InstanceId[]>()
  for (const { id, name } of instances) seen.set(name, [...(seen.get(name) ?? []), id])
  const input = {
    creations,
    seen: remote.kind === 'complete' ? seen : undefined,
    known: new Set([...owned, ...instances.map(({ id }) => id)]),
    failFast: false,
    budget,
    hourly: new Map<string, number>(),
    fileOf: () => undefined,
  }
  // To its end, always: each event is a thing that has happened.
  for await (const event of applyCreates(input, ports)) {
    events.push(event)
    if (event.kind === 'create_complete')
      console.log(`created ${event.creation.name} as ${event.id}`)
  }

  const result = toResult(creations, events)
  const made = result.created.map(({ id }) => id)
  for (const finding of audit(toState(ledger.entries), made, await client.list())) {
    if (finding.kind !== 'missing') console.error(finding)
  }
  console.log(`${made.length} created, ${result.inDoubt.length} in doubt`)
  if (result.inDoubt.length > 0) process.exitCode = 4
  await ledger.close()
} finally {
  await lock.release()
  client.close()
}
