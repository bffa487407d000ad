import { join } from 'node:path'
import { SETTLE_S } from '../settle.ts'
import { callsOf, endsSome, isWatch, type Order, onlyOf } from '../story/order.ts'
import { ALLOW_RECREATE } from '../story/scenario.ts'
import type { Consent } from './consent.ts'
import { libraryWords } from './library-words.ts'
import { planPathOf, type Stage, TIMEOUT_S, waitSeconds } from './stage.ts'

/** What a person types. `plan`: to see what the run would do; as JSON, or `plan-as-text` with the JSON beside it. */
export interface Asked {
  readonly does: 'run' | 'plan' | 'plan-as-text'
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
  if (asked.does !== 'run') {
    const goal = order.order === 'destroy' ? ['--destroy'] : []
    const form = asked.does === 'plan' ? '--format=json' : `--json-into=${planPathOf(stage)}`
    return [cli, 'plan', file, ...goal, ...words, form]
  }
  if (isWatch(order)) {
    const common = [`--settle=${SETTLE_S}`, ...service.flags, ...ledgerWords(stage)]
    return [cli, 'status', file, '--watch', '--reap', ...common]
  }
  // The id of a plan covers changes, too.
  const changes = consent.by !== 'number' || callsOf(order).some((call) => call !== 'create')
  return [
    ...[cli, order.order, file, ...words, ...agreement(consent, order), '--verbose'],
    ...(changes ? [`--wait=${waitSeconds(stage)}`] : []),
    ...(acceptGone && order.order !== 'apply' ? ['--accept-gone'] : []),
  ]
}

/** What a person types who is sure that the attempts of an entry made nothing, and that no run of theirs goes on. */
export const forgetWords = (stage: Stage, key: string): readonly string[] => [
  ...[stage.cli, 'forget', key, '--yes', '--holder-is-gone'],
  ...ledgerWords(stage),
]

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
    // It says so itself.
    case 'command':
      return []
    case 'number':
      return ['--yes', ...(endsSome(order) ? [`--destroys=${consent.destroys}`] : [])]
  }
}
