import { randomBytes } from 'node:crypto'
import type { ChangeOutcome } from '../api/change-outcome.ts'
import type { Call, Client } from '../api/client.ts'
import type { NotSent } from '../api/outcome.ts'
import type { Remote } from '../api/remote.ts'
import type { ApplyPorts, ChangeCall, Recorded } from '../apply/ports.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { AttemptId, LedgerRecord } from '../ledger/record.ts'
import { unreachable } from '../model/unreachable.ts'
import { UserError } from '../model/user-error.ts'
import { type RefreshOptions, refresh } from './account/refresh.ts'
import type { Cancellation } from './cancellation.ts'
import { steadyLooks } from './run/steady-looks.ts'

interface ApplyPortsOptions extends RefreshOptions {
  readonly client: Client
  readonly ledger: Ledger
  /** The account as it was listed before the ledger was begun, if it was. */
  readonly initialRemote: Remote | undefined
  readonly cancellation: Cancellation
  /** Milliseconds on a clock that only runs forward; the process's own where it is not given. */
  readonly elapsed?: (() => number) | undefined
}

/** The world as an apply sees it: the service, the ledger, the clocks and the person who may interrupt. */
export function applyPorts({
  client,
  ledger,
  initialRemote,
  refresh: when,
  cancellation,
  elapsed = () => performance.now(),
}: ApplyPortsOptions): ApplyPorts {
  return {
    record: (line) => record(ledger, line),
    create: async (body, known) =>
      (await lost(ledger)) ?? client.create(body, { known, signal: cancellation.deadline }),
    change: async (call) =>
      (await lost(ledger)) ?? change(call, client, { signal: cancellation.deadline }),
    ...steadyLooks(
      {
        list: () =>
          refresh(
            client,
            { refresh: when },
            { records: ledger.records, signal: cancellation.lastLook },
          ),
        get: (id) => client.get(id, { signal: cancellation.lastLook }),
      },
      initialRemote,
    ),
    skewMs: () => client.skewMs(),
    newAttempt: () => randomBytes(8).toString('hex') as AttemptId,
    now: () => new Date().toISOString(),
    elapsed,
    wait: cancellation.wait,
    random: Math.random,
    interrupted: cancellation.requested,
  }
}

function change(call: ChangeCall, client: Client, options: Call): Promise<ChangeOutcome> {
  const { id } = call
  switch (call.operation) {
    case 'delete':
    case 'start':
    case 'stop':
      return client[call.operation](id, options)
    case 'edit-ports':
      return client.edit(id, { ports: call.ports, expandRootDisk: 0 }, options)
    case 'grow-disk':
      return client.edit(id, { ports: call.ports, expandRootDisk: call.by }, options)
    case 'upgrade':
      return client.upgrade(id, call.body, options)
    case 'subscribe':
    case 'renew':
      return client[call.operation](id, call.months, options)
    case 'auto-renew':
      return client.autoRenew(id, call.renewal, options)
    default:
      return unreachable(call)
  }
}

/** What comes of a call where another run has taken the ledger over: nothing is sent. */
async function lost(ledger: Ledger): Promise<NotSent | undefined> {
  try {
    await ledger.confirm()
    return undefined
  } catch (error) {
    return { kind: 'not-sent', reason: wordsOf(error as Error), retry: 'never' }
  }
}

/** How a call ended must not be lost with the ledger: it is kept in any place that takes it. */
async function record(ledger: Ledger, line: LedgerRecord): Promise<Recorded> {
  try {
    await ledger.append(line)
    return { kind: 'recorded' }
  } catch (error) {
    const rescue = isNews(line) ? await ledger.rescue(line) : undefined
    return { kind: 'failed', reason: wordsOf(error as Error), rescue }
  }
}

/** Without its line an intent is not acted upon, and an attempt without an outcome is open anyway. */
function isNews(record: LedgerRecord): boolean {
  switch (record.type) {
    case 'intent':
    case 'unknown':
    case 'operation':
      return false
    case 'settled':
      return record.result !== 'unknown'
    default:
      return true
  }
}

/** What happened, and what to do about it. */
const wordsOf = (error: Error): string =>
  error instanceof UserError && error.hint !== undefined
    ? `${error.message}. ${error.hint}`
    : error.message
