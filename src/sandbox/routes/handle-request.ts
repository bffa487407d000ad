import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { garbled, type Outgoing, scripted, toOutgoing } from '../faults/apply-to-response.ts'
import { carriedOut, underFaults } from '../faults/apply-to-work.ts'
import { meanwhile } from '../faults/concurrent-changes.ts'
import type { FaultScript, Struck } from '../faults/fault-script.ts'
import type { Fault, LateFault, Moment } from '../faults/faults.ts'
import { aboutText } from '../fidelity.ts'
import type { CallLine, Store } from '../state/account-store.ts'
import type { LateWork } from '../state/late-work.ts'
import type { Account } from '../state/sandbox-account.ts'
import { type Operation, type Route, routeOf } from './api-operation.ts'
import { instanceIdIn, operate, type Terms } from './dispatch.ts'
import { listing } from './list-instances.ts'
import { nameIn, parseBody, readBody } from './read-request.ts'
import { type Reply, refusal } from './reply.ts'
import { dropSocket, type Exchange, sendCut, sendWhole } from './send.ts'

/**
 * How far a call has come. `received`: read in full, nothing done. `committed`: an instance was made or changed, and
 * that is on disk; a late call comes to it last. `answering`: the first bytes of the answer are sent. `answered`: all of
 * them.
 */
export interface CallEvent {
  readonly phase: 'received' | 'committed' | 'answering' | 'answered'
  readonly operation: Operation
  /** The calls of this sandbox, from 1. */
  readonly call: number
  readonly name: string | undefined
  readonly id: string | undefined
  /** What the call asks for, with all that is secret in it; `undefined` for no JSON. */
  readonly body: unknown
  /** Of the answer, from `answering` on. */
  readonly status: number | undefined
  /** What the answer says, from `answering` on: as it is sent, packed or not. */
  readonly answer: Buffer | undefined
  /** What strikes the call. */
  readonly faults: readonly Fault[]
}

/** What a call can reach. */
export interface CallSurroundings {
  readonly store: Store
  readonly account: Account
  readonly late: LateWork
  readonly script: FaultScript
  readonly apiKey: string
  readonly unauthorisedStatus: 401 | 403
  readonly terms: Terms
  readonly onRequest: ((event: CallEvent) => void | Promise<void>) | undefined
  readonly deafFor: (ms: number) => void
  readonly closing: AbortSignal
}

/** Answers requests one by one, with the faults of the script at their moments. */
export function answerCalls(around: CallSurroundings): RequestListener {
  const list = listing()
  const run = randomBytes(4).toString('hex')
  let calls = 0

  async function answer(exchange: Exchange): Promise<void> {
    const { request } = exchange
    const { url: target = '' } = request
    const url = new URL(`http://127.0.0.1${target.startsWith('/') ? target : '/nowhere'}`)
    const route = routeOf(request.method ?? '', url.pathname)
    if (route.kind !== 'operation') {
      request.resume()
      await sendWhole(exchange, elsewhere(route, url.pathname), undefined)
      return
    }
    const { operation } = route
    calls += 1
    const call = calls
    let struck = around.script.onHeaders(operation)
    let name: string | undefined
    let id: string | undefined
    let reply: Reply | undefined
    let bodyText = ''
    let body: unknown

    const log = (phase: CallLine['phase'], status?: number) =>
      around.store.log({
        time: new Date(around.account.now()).toISOString(),
        call: `${run}-${call}`,
        phase,
        operation,
        ...(name === undefined ? {} : { name }),
        ...(id === undefined ? {} : { id }),
        ...(status === undefined ? {} : { status }),
        ...(reply?.reason === undefined ? {} : { reason: reply.reason }),
        ...(struck.length === 0 ? {} : { faults: struck.map(nameOf) }),
      })
    const tell = (phase: CallEvent['phase'], outgoing?: Outgoing) =>
      around.onRequest?.({
        phase,
        operation,
        call,
        name,
        id,
        body,
        status: outgoing?.status,
        answer: outgoing?.body,
        faults: struck.map(({ fault }) => fault),
      })
    const send = async (outgoing: Outgoing) => {
      const { status } = outgoing
      const between = around.onRequest && (async () => tell('answering', outgoing))
      log('ended', status)
      await sendWhole(exchange, outgoing, between)
      if (exchange.response.writableFinished) await tell('answered', outgoing)
    }
    const drop = (how: 'hang' | 'reset' | 'close') => {
      log('ended')
      if (how !== 'hang') dropSocket(request.socket, how)
    }
    /** Lets the faults of a moment strike; true when one of them ended the call. */
    const strike = async (moment: Moment): Promise<boolean> => {
      for (const { fault } of struck) {
        if (!('at' in fault) || fault.at !== moment) continue
        switch (fault.fault) {
          case 'delay':
            await wait(fault.ms, undefined, { signal: around.closing })
            break
          case 'meanwhile':
            meanwhile(fault.change, around.account)
            break
          case 'hang':
          case 'reset':
          case 'close':
            drop(fault.fault)
            return true
          case 'answer': {
            const path = url.pathname + url.search
            const now = around.account.now()
            await send(scripted(fault, { path, body: bodyText, now }))
            return true
          }
        }
      }
      return false
    }

    if (await strike('unread')) return
    const read = await readBody(request)
    if (read === undefined) {
      await send(toOutgoing(refusal(413, 'REQUEST', 'the body is too large')))
      return
    }
    bodyText = read
    const parsed = parseBody(bodyText)
    body = parsed.body
    id = url.searchParams.get('instanceId') ?? instanceIdIn(parsed.body)
    if (id === '') id = undefined
    name = nameIn(operation, parsed.body, url) ?? (id && around.account.find(id)?.instance.name)
    struck = [...struck, ...around.script.onName(operation, name)].sort(
      (one, other) => one.rule - other.rule,
    )
    log('received')
    await tell('received')
    if (await strike('before')) return
    if (around.closing.aborted) return

    around.late.settle()
    const known = around.store.instances().at(-1)?.id
    let committed: readonly string[] = []
    const work = (account: Account): Reply => {
      const noting = notingPuts(account, (put) => {
        committed = [...committed, put]
      })
      const tricks = struck.flatMap(({ rule, fault }) =>
        fault.fault === 'list' ? [{ rule, fault }] : [],
      )
      const faults = struck.map(({ fault }) => fault)
      const stock = faults.filter((fault) => fault.fault === 'sold-out')
      const forms = faults.filter((fault) => fault.fault === 'offers')
      const asked = { operation, query: url.searchParams, ...parsed, tricks, stock, forms }
      const once = () => operate(asked, underFaults(faults, noting), list, around.terms)
      return carriedOut(once, faults)
    }
    const tellCommitted = async () => {
      for (const put of committed) {
        id = put
        log('committed')
        await tell('committed')
      }
    }
    const isKnown = isAuthorised(request, around.apiKey)
    const late = isKnown ? lateFaultIn(struck) : undefined
    if (late !== undefined) {
      around.late.add(around.account.now() + (late.ms ?? LATE_MS), (account) => {
        reply = work(account)
        void tellCommitted()
      })
      if (!(await strike('after'))) drop(late.ending ?? 'close')
      return
    }
    reply = isKnown ? work(around.account) : unauthorised(around.unauthorisedStatus)
    await tellCommitted()
    if (await strike('after')) return

    let outgoing = toOutgoing(reply)
    for (const { fault } of struck) {
      if (fault.fault === 'garble' && committed.length > 0) {
        outgoing = garbled(outgoing, fault.how, known)
      }
      if (fault.fault === 'deaf') around.deafFor(fault.ms)
    }
    for (const { fault } of struck) {
      if (fault.fault !== 'cut') continue
      log('ended')
      await sendCut(exchange, outgoing, fault)
      return
    }
    await send(outgoing)
  }

  return (request, response) => {
    answer({ request, response }).catch(async (error: Error) => {
      // A client that went away, or the sandbox closing: there is nobody left to answer.
      if (around.closing.aborted || response.destroyed || response.headersSent) response.destroy()
      else await sendWhole({ request, response }, toOutgoing(broken(error)), undefined)
    })
  }
}

function elsewhere(route: Exclude<Route, { readonly kind: 'operation' }>, path: string): Outgoing {
  if (route.kind === 'about') {
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    return { status: 200, headers, body: Buffer.from(aboutText()) }
  }
  // What a point of time looks like is documented nowhere.
  if (route.kind === 'metrics') return toOutgoing({ status: 200, body: { data: [] } })
  if (route.kind === 'nowhere')
    return toOutgoing(refusal(404, 'NOT_FOUND', `no such path: ${path}`))
  const reply = refusal(405, 'METHOD_NOT_ALLOWED', `use ${route.allow}`)
  return toOutgoing({ ...reply, headers: { allow: route.allow } })
}

const broken = (error: Error): Reply =>
  refusal(500, 'UNKNOWN', `the sandbox failed: ${error.message}`)

function unauthorised(status: 401 | 403): Reply {
  return status === 401
    ? refusal(401, 'UNAUTHORIZED', 'the api key is missing or not known')
    : refusal(403, 'INVALID_API_KEY', 'the api key is missing or not known')
}

const isAuthorised = (request: IncomingMessage, apiKey: string): boolean =>
  request.headers.authorization === `Bearer ${apiKey}`

/** The account, which tells of each instance that is made or changed. */
const notingPuts = (account: Account, note: (id: string) => void): Account => ({
  ...account,
  put(instance, privates) {
    account.put(instance, privates)
    note(instance.id)
  },
})

const nameOf = ({ rule, fault }: Struck): string => `${rule} ${fault.fault}`

const lateFaultIn = (struck: readonly Struck[]): LateFault | undefined =>
  struck.map(({ fault }) => fault).find((fault) => fault.fault === 'late')

/** How much later a late call is done, if its fault does not say. */
const LATE_MS = 5000
