import { durationText } from '../../../model/duration.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { amountText, toHundredths, toPriceUnits } from '../../../pricing/amount-text.ts'
import type { Cost } from '../../../pricing/cost.ts'
import type { Connections } from '../../../status/connection.ts'
import type { OwnedStatus } from '../../../status/owned-status.ts'
import { columns } from '../../terminal/columns.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { belowOf } from './owned-details.ts'
import type { StatusLook } from './status-look.ts'

/** The instances of the ledger as rows of one table, each with what there is to say below it. */
export function ownedLines(
  instances: readonly OwnedStatus[],
  connections: Connections,
  look: StatusLook,
): readonly string[] {
  const { style } = look
  const heads = ['NAME', 'ID', 'STATE', 'AGE', 'PER HOUR', 'SO FAR']
  const rows = instances.map(rowOf)
  const lines = columns([heads, ...rows])
  return lines.flatMap((line, at) => {
    const item = instances[at - 1]
    if (item === undefined) return [style.dim(line)]
    return [paint(item, style)(line), ...belowOf(item, connections.get(item.owned.id), look)]
  })
}

/** One line for each instance, as `--watch` shows them. */
export const rowOf = (item: OwnedStatus): readonly string[] => [
  plain(item.name ?? item.key),
  plain(item.owned.id),
  stateOf(item),
  ...costCells(item.cost, item.presence.kind === 'gone'),
]

const orUnknown = (amount: number | undefined, toUnits: (amount: number) => number): string =>
  amount === undefined ? 'unknown' : amountText(toUnits(amount))

/** Age, price of an hour, and cost so far; what is gone costs nothing more. */
function costCells({ rate, age, soFar, wasStopped }: Cost, isGone: boolean): readonly string[] {
  const least = wasStopped === true && soFar !== undefined ? 'at least ' : ''
  return [
    age === undefined ? 'unknown' : durationText(age),
    rateCell(rate),
    isGone || rate.kind === 'prepaid' ? '-' : `${least}${orUnknown(soFar, toHundredths)}`,
  ]
}

const rateCell = (rate: Cost['rate']): string =>
  rate.kind === 'prepaid'
    ? 'prepaid'
    : orUnknown(rate.kind === 'hourly' ? rate.price : undefined, toPriceUnits)

export function stateOf({ presence }: OwnedStatus): string {
  switch (presence.kind) {
    case 'seen': {
      const status = plain(presence.instance.status)
      const word = status === '' ? '(no state)' : status
      return presence.instance.statusError === undefined ? word : `${word}, error`
    }
    case 'gone':
      return 'gone'
    case 'unseen':
      return 'not seen'
    default:
      return unreachable(presence)
  }
}

function paint({ presence }: OwnedStatus, style: Style): (text: string) => string {
  if (presence.kind !== 'seen') return style.yellow
  if (presence.instance.statusError !== undefined) return style.red
  return presence.instance.status.toLowerCase() === 'running' ? style.green : style.yellow
}
