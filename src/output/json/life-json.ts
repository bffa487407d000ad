import type { Departure } from '../../ledger/state.ts'
import type { Json } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Action } from '../../plan/action.ts'
import type { Maker } from '../../plan/decide/maker.ts'
import { expiryIn } from '../text/plan/details/expiry-words.ts'
import { specOf } from '../text/plan/ways/ways-to-end.ts'

/**
 * What keeps or ends the instance of an action: whether it is protected, by the ledger or by its file, when it expires, and
 * for one that is not made yet how many seconds after it was created.
 */
export function lifeJson(action: Action): { readonly [member: string]: Json | undefined } {
  const life = specOf(action)?.life
  const expires = life?.expires
  const at = expiryIn(action) ?? (expires?.kind === 'at' ? expires.at : undefined)
  return {
    protect: isProtectedInLedger(action) || (life && life.protect === true),
    expires: at === undefined ? undefined : new Date(at).toISOString(),
    expiresAfterSeconds:
      at === undefined && expires?.kind === 'after' ? expires.ms / 1000 : undefined,
  }
}

function isProtectedInLedger(action: Action): boolean {
  switch (action.kind) {
    case 'no-op':
    case 'change':
    case 'replace':
    case 'destroy':
      return action.owned.protect
    case 'failed':
    case 'blocked':
    case 'expired':
      return action.owned?.protect === true
    case 'orphan':
      return action.instances.some(({ owned }) => owned.protect)
    default:
      return false
  }
}

/** How an instance of ours counted as gone that is there again; nothing where it never did. */
export function departureJson(departure: Departure | undefined): {
  readonly replacedBy?: string
  readonly destroyedAt?: string
} {
  if (departure === undefined) return {}
  return departure.kind === 'replaced'
    ? { replacedBy: departure.by }
    : { destroyedAt: departure.at }
}

/** With which ledger ppi-apply made an instance that no entry holds; `undefined` where nothing says so. */
export function makerJson(maker: Maker): Json | undefined {
  switch (maker.kind) {
    case 'unsaid':
      return undefined
    case 'elsewhere':
      return { thisLedger: false, ledger: maker.ledger }
    case 'here':
      return maker.key === undefined ? { thisLedger: true } : { thisLedger: true, key: maker.key }
    case 'in-doubt':
    case 'forgotten':
      return { thisLedger: true, [maker.kind === 'forgotten' ? 'forgotten' : 'inDoubt']: true }
    default:
      return unreachable(maker)
  }
}
