import { unreachable } from '../../../model/unreachable.ts'
import type { Action, ActionKind } from '../../../plan/action.ts'
import type { Style } from '../../terminal/style.ts'

/** The sign of each kind of action. */
export const SYMBOLS = {
  create: '+',
  recreate: '+',
  'no-op': '=',
  exists: '=',
  change: '~',
  replace: '±',
  destroy: '-',
  failed: '!',
  'in-doubt': '?',
  conflict: '!',
  expired: '!',
  blocked: '!',
  orphan: '!',
} as const satisfies Record<ActionKind, string>

const MEANINGS = {
  '+': 'create',
  '=': 'there already',
  '~': 'differs',
  '±': 'replace',
  '-': 'destroy',
  '?': 'in doubt: never created again by itself',
  '!': 'needs a person',
} as const satisfies Record<(typeof SYMBOLS)[ActionKind], string>

/** What the signs of a plan mean, on one line. */
export function legendText(actions: readonly Action[], style: Style): string {
  const used = new Set(actions.map(({ kind }) => SYMBOLS[kind]))
  const parts = Object.entries(MEANINGS)
    .filter(([symbol]) => used.has(symbol as keyof typeof MEANINGS))
    .map(([symbol, meaning]) => `${symbol} ${meaning}`)
  return style.dim(parts.join('   '))
}

/** The colour of the sign and the names of an action. */
export function paintOf(kind: ActionKind, style: Style): (text: string) => string {
  switch (kind) {
    case 'create':
    case 'recreate':
      return style.green
    case 'no-op':
    case 'exists':
      return style.dim
    case 'change':
      return style.yellow
    case 'replace':
    case 'destroy':
    case 'in-doubt':
    case 'conflict':
    case 'failed':
    case 'expired':
    case 'blocked':
    case 'orphan':
      return style.red
    default:
      return unreachable(kind)
  }
}
