import { join } from 'node:path'
import { SETTLE_S } from '../settle.ts'
import { callsOf, endsSome, type Order, onlyOf } from '../story/order.ts'
import { ALLOW_RECREATE } from '../story/scenario.ts'
import type { Consent } from './consent.ts'
import { libraryWords } from './library-words.ts'
import { type Stage, TIMEOUT_S, waitSeconds } from './stage.ts'

/** What a person types. `plan`: to see what the run would do. */
export interface Asked {
  readonly does: 'run' | 'plan'
  readonly order: Order
  readonly consent: Consent
  readonly acceptGone: boolean
}

/** The words behind `node` for a start. */
export const wordsFor = (stage: Stage, asked: Asked): readonly string[] =>
  stage.driver === 'library' ? libraryWords(stage, asked) : commandWords(stage, asked)

function commandWords(stage: Stage, asked: Asked): readonly string[] {
  const { order, consent, acceptGone } = asked
  const { cli, service } = stage
  const common = [...wordsOf(order), `--settle=${SETTLE_S}`, `--timeout=${TIMEOUT_S}`]
  const words = [...common, ...service.flags, ...ledgerWords(stage), ...flagsFor(stage, asked)]
  const file = join(stage.folder, 'fleet.yaml')
  if (asked.does === 'plan') {
    const goal = order.order === 'destroy' ? ['--destroy'] : []
    return [cli, 'plan', file, ...goal, ...words, '--format=json']
  }
  // The id of a plan covers changes, too.
  const changes = consent.by === 'id' || callsOf(order).some((call) => call !== 'create')
  return [
    ...[cli, order.order, file, ...words, ...agreement(consent, order), '--verbose'],
    ...(changes ? [`--wait=${waitSeconds(stage)}`] : []),
    ...(acceptGone && order.order !== 'apply' ? ['--accept-gone'] : []),
  ]
}

/** A run with a sandbox of its own has a ledger of its own, whatever the environment says: another one is named on the command line. */
function ledgerWords({ service, ledger }: Stage): readonly string[] {
  const address = service.flags.includes('--sandbox') ? ledger.address() : undefined
  return address === undefined ? [] : [`--ledger=${address}`]
}

/** What an order is about, and what it may do. */
function wordsOf(order: Order): readonly string[] {
  const only = onlyOf(order)
  const part = only === undefined ? [] : [`--only=${only}`]
  switch (order.order) {
    case 'apply': {
      const allowed = order.allow.map((word) => `--allow=${word}`)
      return [...part, ...(order.prune ? ['--prune'] : []), ...allowed]
    }
    case 'destroy':
      return [...part, ...(order.scope === 'all-owned' ? ['--all-owned'] : [])]
    case 'stop':
    case 'start':
    case 'reap':
      return part
  }
}

/** The flags of the story that the command has. */
const flagsFor = ({ flags }: Stage, { order, does }: Asked): readonly string[] =>
  flags.filter((flag) => {
    if (flag === ALLOW_RECREATE) return order.order === 'apply'
    return does === 'run' || flag.startsWith('--refresh')
  })

function agreement(consent: Consent, order: Order): readonly string[] {
  switch (consent.by) {
    case 'id':
      return [`--plan-id=${consent.planId}`]
    case 'number':
      return ['--yes', ...(endsSome(order) ? [`--destroys=${consent.destroys}`] : [])]
  }
}
