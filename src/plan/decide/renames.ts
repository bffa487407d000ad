import { toBody } from '../../definitions/create-body.ts'
import { digestOf } from '../../definitions/digest.ts'
import { type CreateBody, rungsOfSpec, type SpecDigest } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { addTo } from '../../model/append-to.ts'
import { isPrepaid } from '../../pricing/cost.ts'
import type { Action, OrphanAction } from '../action.ts'
import type { BlockedReason } from '../reasons/action-reason.ts'

/**
 * Says of what is to be created that it looks like an entry which was renamed: an instance that no file defines any more has
 * the same definition but for its name. Each is taken for one of them, in their order. The service cannot rename, so it is
 * created anyway.
 */
export function withRenames(actions: readonly Action[]): readonly Action[] {
  const orphans = actions.flatMap(namedIn).map((each, nth): Named => ({ nth, ...each }))
  if (orphans.length === 0) return actions
  const creates = actions.filter(({ kind }) => kind === 'create').length
  const take = takerOf(orphans, creates)
  return actions.map((action) => {
    if (action.kind !== 'create' || action.name === undefined) return action
    // What had an instance of its own before has not got its name just now.
    if (action.reason.code === 'destroyed-before') return action
    const was = take(rungsOfSpec(action.spec).map(({ body }) => body))
    if (was === undefined) return action
    const { id, name: from, stays } = was
    const reason = { code: 'looks-renamed', id, from, ...(stays && { stays }) } as const
    return { ...action, reason }
  })
}

/**
 * Takes the first orphan that has one of these bodies but for its name, each once. Few are compared, one by one. Each of many
 * entries may be one of many: then they are found by what the ledger holds of their bodies, and where that does not fit the
 * digest, as of what was adopted, as many are compared as take no time.
 */
function takerOf(
  orphans: readonly Named[],
  creates: number,
): (bodies: readonly CreateBody[]) => Named | undefined {
  const areMany = creates * orphans.length > MOST_COMPARED
  const byBody = new Map<SpecDigest, Named[]>()
  const others: Named[] = []
  for (const orphan of orphans) {
    if (areMany && isMadeWith(orphan, orphan.body)) addTo(byBody, nameless(orphan.body), orphan)
    else others.push(orphan)
  }
  // From its end the first of a list is taken.
  for (const alike of byBody.values()) alike.reverse()
  const taken = new Set<Named>()
  const firstWith = (body: CreateBody): Named | undefined => {
    const alike = byBody.get(nameless(body)) ?? []
    while (taken.has(alike.at(-1) as Named)) alike.pop()
    return alike.at(-1)
  }
  let compared = 0
  const isOneOf = (orphan: Named, bodies: readonly CreateBody[]): boolean => {
    if (taken.has(orphan)) return false
    compared += bodies.length
    return bodies.some((body) => isMadeWith(orphan, body))
  }
  return (bodies) => {
    const known = areMany ? bodies.map(firstWith) : []
    const other =
      compared > MOST_COMPARED ? undefined : others.find((orphan) => isOneOf(orphan, bodies))
    const [first] = [...known, other]
      .filter((orphan) => orphan !== undefined)
      .sort((one, next) => one.nth - next.nth)
    if (first !== undefined) taken.add(first)
    return first
  }
}

/** Digests that are made in a tenth of a second. */
const MOST_COMPARED = 50_000

const isMadeWith = ({ name, digest }: Named, body: CreateBody): boolean =>
  digestOf({ ...body, name }) === digest

/** What is empty does not count. */
const nameless = (body: CreateBody): SpecDigest => digestOf({ ...body, name: '' })

interface Named {
  /** Its place among the others. */
  readonly nth: number
  readonly name: string
  readonly id: InstanceId
  readonly digest: SpecDigest
  /** As the ledger holds it, with secrets as they are shown; empty where it holds none. */
  readonly body: CreateBody
  readonly stays: 'protected' | 'prepaid' | undefined
}

/** Of what is in no file any more, and is left there or ends for that. */
function namedIn(action: Action): readonly Omit<Named, 'nth'>[] {
  const { name } = action
  return undefinedIn(action).flatMap(({ owned, remote }) => {
    const { id, digest } = owned
    if (name === undefined || digest === undefined) return []
    const prepaid = isPrepaid(owned.spec, remote) ? 'prepaid' : undefined
    return [
      { name, id, digest, body: toBody(owned.spec), stays: owned.protect ? 'protected' : prepaid },
    ]
  })
}

function undefinedIn(action: Action): OrphanAction['instances'] {
  if (action.kind === 'orphan') return action.instances
  const isLeft = action.kind === 'blocked' && STAYS.has(action.reason.code)
  const isPruned = action.kind === 'destroy' && action.because === 'prune'
  if (!(isLeft || isPruned) || action.spec !== undefined) return []
  const { owned, remote } = action
  return owned === undefined ? [] : [{ owned, remote }]
}

const STAYS: ReadonlySet<BlockedReason['code']> = new Set(['protected', 'prepaid'])
