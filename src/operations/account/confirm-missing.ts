import type { Client } from '../../api/client.ts'
import { instancesOf, type Remote, type RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance, State } from '../../ledger/state.ts'
import { unreachable } from '../../model/unreachable.ts'

/** What a list is checked against. */
export interface Observing {
  readonly state: State
  /** The entries whose instances are asked for. */
  readonly specs: readonly Pick<InstanceSpec, 'key'>[]
  readonly settleMs: number
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly client: Pick<Client, 'get'> | undefined
  readonly signal?: AbortSignal
}

/**
 * Asks for each instance of ours that a whole list does not show, by its id, before anybody takes it for gone: a list
 * lags, and an empty one reads like any other. What is there after all joins the list; what could not be
 * asked, or is too new to be seen, makes it a partial one. That the service does not know an id counts when it says so twice.
 */
export async function confirmMissing(remote: Remote, observing: Observing): Promise<Remote> {
  if (remote.kind !== 'complete') return remote
  const listed = new Set(instancesOf(remote).map(({ id }) => id))
  const missing = observing.specs
    .flatMap(({ key }) => observing.state.entries.get(key)?.instances ?? [])
    .filter(({ id }) => !listed.has(id))
  const there: RemoteInstance[] = []
  const doubts: string[] = []
  for (let at = 0; at < missing.length; at += MAX_CONCURRENT) {
    const some = missing.slice(at, at + MAX_CONCURRENT)
    for (const seen of await Promise.all(some.map((owned) => seek(owned, observing)))) {
      if (seen.kind === 'there') there.push(seen.instance)
      if (seen.kind === 'unsure') doubts.push(seen.why)
    }
  }
  const instances = [...remote.instances, ...there]
  const [why, ...others] = doubts
  if (why === undefined) return { kind: 'complete', instances }
  const more = others.length === 0 ? '' : `, and ${others.length} more like it`
  return { kind: 'partial', instances, why: `${why}${more}` }
}

/** Calls at the same time. */
const MAX_CONCURRENT = 8

type Seen =
  | { readonly kind: 'there'; readonly instance: RemoteInstance }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unsure'; readonly why: string }

async function seek(owned: OwnedInstance, observing: Observing): Promise<Seen> {
  const seen = await ask(owned, observing)
  return seen.kind === 'gone' ? ask(owned, observing) : seen
}

async function ask({ id, since }: OwnedInstance, observing: Observing): Promise<Seen> {
  const { client, signal, settleMs, now } = observing
  const answer = await client?.get(id, signal === undefined ? {} : { signal })
  switch (answer?.kind) {
    case 'ok':
      return answer.value.id === id
        ? { kind: 'there', instance: answer.value }
        : { kind: 'unsure', why: `asked for ${id}, the service answered with another instance` }
    // A web page with 404 reads as a call that the service does not have, and says nothing of the instance.
    case 'not-offered':
    case 'failed':
      return {
        kind: 'unsure',
        why: `the list does not show ${id}, and asking for it: ${answer.why}`,
      }
    case 'gone':
    case undefined: {
      const leftMs = Date.parse(since) + settleMs - now
      if (leftMs <= 0 || leftMs > settleMs) return { kind: 'gone' }
      const wait = `run it again in ${Math.ceil(leftMs / 1000)} s`
      return { kind: 'unsure', why: `${id} may be too new to be shown; ${wait}` }
    }
    default:
      return unreachable(answer)
  }
}
