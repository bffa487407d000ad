import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, renameSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { CommandLine, ShellData } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { fingerprint } from '../../ledger/identity.ts'
import { readBounded } from '../../model/files/read-bounded.ts'
import { writeNew } from '../../model/files/write-new.ts'
import { listIds } from '../../operations/discovery/list-ids.ts'
import type { Context } from '../context.ts'
import { openService, requireAccess } from './open-target.ts'

/** A shell asks each time a key is pressed. */
const KEPT_MS = 300_000

/** Nobody waits longer for a key. */
const PATIENCE_MS = 5_000

const MOST_BYTES = 4 * 1_048_576

/**
 * Ids of the account, as they were told a moment ago or are told now. They are kept in the cache folder of the person: ids, and
 * enough of a hash of the key to know that it is the same account; nothing else.
 */
export async function keptIds(
  kind: ShellData,
  context: Context,
  { flags }: CommandLine,
): Promise<readonly string[]> {
  const settings = await loadSettings({ flags, args: [] }, context)
  const service = await openService({ context, settings, flags })
  try {
    const { client, apiKey } = requireAccess(service, settings)
    const path = pathFor(kind, service.name, context.env)
    const key = apiKey.reveal()
    const kept = path === undefined ? undefined : read(path, key)
    if (kept !== undefined) return kept
    const ids = await listIds(kind, client, AbortSignal.timeout(PATIENCE_MS))
    if (path !== undefined) keep(path, ids, key)
    return ids
  } finally {
    await service.close()
  }
}

/** `undefined` where there is no folder of the person's own. */
function pathFor(kind: ShellData, service: string, env: Context['env']): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = env
  const base = [XDG_CACHE_HOME, LOCALAPPDATA, HOME && join(HOME, '.cache')].find(
    (each): each is string => each !== undefined && each !== '' && isAbsolute(each),
  )
  const host = createHash('sha256').update(service).digest('hex').slice(0, 16)
  return base === undefined ? undefined : join(base, 'ppi-apply', `${kind}-${host}.json`)
}

interface Kept {
  readonly at: number
  readonly salt: string
  readonly account: string
  readonly ids: readonly string[]
}

/** What was kept for this account, if it is young enough. */
function read(path: string, apiKey: string): readonly string[] | undefined {
  const found = readBounded(path, { mostBytes: MOST_BYTES, root: path })
  const kept = found.kind === 'read' ? parse(found.bytes.toString()) : undefined
  if (kept === undefined || kept.account !== fingerprint(kept.salt, apiKey)) return undefined
  const age = Date.now() - kept.at
  return age >= 0 && age < KEPT_MS ? kept.ids : undefined
}

function parse(text: string): Kept | undefined {
  try {
    const { at, salt, account, ids } = JSON.parse(text) as Partial<Record<keyof Kept, unknown>>
    const isSound =
      typeof at === 'number' &&
      typeof salt === 'string' &&
      typeof account === 'string' &&
      Array.isArray(ids) &&
      ids.every((id) => typeof id === 'string')
    return isSound ? { at, salt, account, ids } : undefined
  } catch {
    return undefined
  }
}

/** What cannot be kept is asked for again: no reason to say anything to a shell. */
function keep(path: string, ids: readonly string[], apiKey: string): void {
  const salt = randomBytes(8).toString('hex')
  const kept: Kept = { at: Date.now(), salt, account: fingerprint(salt, apiKey), ids }
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    if (writeNew(draft, `${JSON.stringify(kept)}\n`, 0o600)) renameSync(draft, path)
  } catch {
    return
  }
}
