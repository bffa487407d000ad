import { SECRETS } from '../secrets.ts'
import { isOutOfScope } from '../story/order.ts'
import type { Launch } from './check-launch.ts'
import { type End, isSentElsewhere } from './end.ts'

/** Nothing secret in any file, and no lock left by a start that ended by itself. */
export function clean({ files, isHeld, launches, order, entries }: End): readonly string[] {
  const secrets = Object.entries(SECRETS).flatMap(([which, value]) =>
    [...files]
      .filter(([, text]) => text.includes(value))
      .map(([path]) => `${path} holds the ${which}`),
  )
  const last = launches.at(-1)
  if (last?.signal !== null || !isLedgerOpened(last, { order, entries })) return secrets
  const used = ledgerUsedBy(last)
  const locks = [...files]
    .filter(([path, text]) => path.includes(`${used}.ledger.jsonl.lock`) && !isPiece(path, text))
    .map(([path]) => path)
  return [
    ...secrets,
    ...locks.map((path) => `${path} was left`),
    ...(isHeld ? ['the ledger was not given back'] : []),
  ]
}

/** Who is refused before the ledger is opened leaves what an earlier start left. */
const isLedgerOpened = (
  last: Launch,
  { order, entries }: Pick<End, 'order' | 'entries'>,
): boolean =>
  !isSentElsewhere(last) &&
  !isOutOfScope(order, entries) &&
  !last.output.includes('[instances-empty]')

/**
 * What the ledger of a start is called; `''` for any, where it does not say. By another name of the service there is another
 * ledger, whose lock the next start by that name takes over.
 */
const ledgerUsedBy = ({ output }: Launch): string =>
  /^Service: https?:\/\/([^/]+)/m.exec(output)?.[1]?.replaceAll(':', '_') ?? ''

/** What a kill left of a lock in the middle of its writing: nobody takes it for one, and it names no owner to sweep for. */
const isPiece = (path: string, text: string): boolean =>
  /\.new-\w+$/.test(path) && !text.endsWith('\n')
