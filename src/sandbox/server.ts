import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net'
import { UserError } from '../model/user-error.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import { meanwhile } from './faults/concurrent-changes.ts'
import { faultScript } from './faults/fault-script.ts'
import type { Change, FaultRule } from './faults/faults.ts'
import { foreign, sendRefusal } from './faults/foreign.ts'
import { answerCalls, type CallEvent } from './routes/handle-request.ts'
import { dropSocket } from './routes/send.ts'
import { type CallLine, folderStore, memoryStore } from './state/account-store.ts'
import { lateWork } from './state/late-work.ts'
import type { Pace } from './state/lifecycle.ts'
import { type Account, openAccount } from './state/sandbox-account.ts'
import type { PrivateParts, StoredInstance } from './state/stored-instance.ts'

export interface SandboxOptions {
  /** On 127.0.0.1; 0 or nothing for any free one. */
  readonly port?: number
  /** Where instances and the log of calls are kept; without it they live in memory. */
  readonly dir?: string
  /** The one key that is accepted. */
  readonly apiKey?: string
  readonly faults?: readonly FaultRule[]
  /** How states move on; one second per step if not given. */
  readonly pace?: Pace
  /** For how many steps a removed record stays in the list; 2 if not given. */
  readonly removedLingers?: number
  /** How a missing or unknown key is answered; 401 if not given. */
  readonly unauthorisedStatus?: 401 | 403
  /** How an unknown instance is answered; 404 if not given. The sources disagree. */
  readonly missingStatus?: 400 | 404
  /** Which page says how many variables an instance may have; the current one if not given. */
  readonly limits?: LimitSet
  /** Told of each call as it goes on; the call waits for it. */
  readonly onRequest?: (event: CallEvent) => void | Promise<void>
  /** The clock, unix milliseconds. */
  readonly now?: () => number
}

/** A running sandbox. */
export interface Sandbox {
  /** The origin alone, such as `http://127.0.0.1:43211`. */
  readonly url: string
  readonly port: number
  readonly apiKey: string
  /** Every instance ever made, also by other sandboxes on the folder: the truth that tests compare with. */
  instances(): readonly StoredInstance[]
  /** What is kept of an instance in memory only; `undefined` where another sandbox was told it. */
  privateParts(id: string): PrivateParts | undefined
  /** Every call so far, also of other sandboxes on the folder. */
  calls(): readonly CallLine[]
  /** Changes the account as somebody else would; tells which instances. */
  meanwhile(change: Change): readonly string[]
  /** From now on these faults strike, and none of those before; their rules count calls from 1 and are numbered on. */
  replaceFaults(rules: readonly FaultRule[]): void
  /** Does now what was still to be done late. */
  finishLate(): void
  /** Does what was still to be done late, and ends every connection, also those that hang. */
  close(): Promise<void>
}

export const DEFAULT_API_KEY = 'sandbox-key'

/** Starts the embedded API on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { apiKey = DEFAULT_API_KEY, now = Date.now } = options
  const store = options.dir === undefined ? memoryStore() : folderStore(options.dir)
  store.instances()
  const account: Account = openAccount(store, {
    pace: options.pace ?? { by: 'clock', stepMs: 1000 },
    removedLingers: options.removedLingers ?? 2,
    now,
  })
  const late = lateWork(account)
  const { faults = [] } = options
  let script = faultScript(faults)
  let numbered = faults.length
  const closing = new AbortController()
  const sockets = new Set<Socket>()

  const http = createHttpServer()
  // A listener of our own in front of the HTTP server: it can drop a connection at once, and be deaf for a while.
  const listener = createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    for (const { fault } of script.onHeaders('connection')) {
      if (fault.fault === 'hang') return
      if (fault.fault === 'reset' || fault.fault === 'close') {
        dropSocket(socket, fault.fault)
        return
      }
    }
    http.emit('connection', socket)
  })
  const listen = async (port: number) => {
    listener.listen({ port, host: '127.0.0.1' })
    await once(listener, 'listening')
    return (listener.address() as AddressInfo).port
  }
  const port = await listen(options.port ?? 0).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(
      cause.code === 'EADDRINUSE'
        ? `Port ${options.port} is taken by another program`
        : `The sandbox cannot listen on port ${options.port}: ${cause.code ?? 'unknown error'}`,
      { hint: 'Name another port, or 0 for any free one.', cause },
    )
  })

  function deafFor(ms: number): void {
    if (!listener.listening) return
    listener.close()
    hearAgainAfter(ms)
  }
  function hearAgainAfter(ms: number): void {
    const timer = setTimeout(() => listener.listen({ port, host: '127.0.0.1' }), ms)
    closing.signal.addEventListener('abort', () => clearTimeout(timer))
  }
  // Another program may have taken the port meanwhile.
  listener.on('error', () => hearAgainAfter(20))

  const answer = answerCalls({
    store,
    account,
    late,
    script: {
      onHeaders: (subject) => script.onHeaders(subject),
      onName: (subject, name) => script.onName(subject, name),
    },
    apiKey,
    unauthorisedStatus: options.unauthorisedStatus ?? 401,
    terms: { missingStatus: options.missingStatus ?? 404, limits: options.limits ?? 'current' },
    onRequest: options.onRequest,
    deafFor,
    closing: closing.signal,
  })
  http.on('request', (request, response) => {
    const why = foreign(request, port)
    if (why === undefined) answer(request, response)
    else sendRefusal(request, response, why)
  })

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    apiKey,
    instances() {
      late.settle()
      return store.instances()
    },
    privateParts: (id) => account.find(id, 'lingering')?.privates,
    calls() {
      late.settle()
      return store.calls()
    },
    meanwhile(change) {
      late.settle()
      return meanwhile(change, account)
    },
    replaceFaults(rules) {
      script = faultScript(rules, numbered + 1)
      numbered += rules.length
    },
    finishLate: () => late.finish(),
    async close() {
      if (closing.signal.aborted) return
      closing.abort()
      late.finish()
      const closed = listener.listening ? once(listener, 'close') : undefined
      listener.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
