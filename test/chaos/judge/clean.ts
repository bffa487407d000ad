import { SECRETS } from '../secrets.ts'
import type { Launch } from './check-launch.ts'
import { type End, isSentElsewhere } from './end.ts'

/** Nothing secret in any file, and no lock left by a start that ended by itself. */
export function clean({ files, launches }: End): readonly string[] {
  const secrets = Object.entries(SECRETS).flatMap(([which, value]) =>
    [...files]
      .filter(([, text]) => text.includes(value))
      .map(([path]) => `${path} holds the ${which}`),
  )
  const used = ledgerUsedBy(launches.at(-1))
  const locks = [...files]
    .filter(
      ([path, text]) =>
        used !== undefined && path.includes(`${used}.ledger.jsonl.lock`) && !isPiece(path, text),
    )
    .map(([path]) => path)
  return launches.at(-1)?.signal === null && !isSentElsewhere(launches.at(-1))
    ? [...secrets, ...locks.map((path) => `${path} was left`)]
    : secrets
}

/**
 * What the ledger of a start is called. By another name of the service there is another ledger, whose lock the next start by
 * that name takes over. `undefined` where its files were refused: it came to no ledger, and a lock there is of one before it.
 */
function ledgerUsedBy(launch: Launch | undefined): string | undefined {
  const output = launch?.output ?? ''
  if (output.includes('[instances-empty]')) return undefined
  return /^Service: https?:\/\/([^/]+)/m.exec(output)?.[1]?.replaceAll(':', '_') ?? ''
}

/** What a kill left of a lock in the middle of its writing: nobody takes it for one, and it names no owner to sweep for. */
const isPiece = (path: string, text: string): boolean =>
  /\.new-\w+$/.test(path) && !text.endsWith('\n')
