import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../../model/user-error.ts'
import { encode } from '../codec.ts'
import { sealOf } from '../identity.ts'
import type { LedgerRecord } from '../record.ts'
import { ADOPT, NewerLedger, parseLedger } from './contents.ts'
import { createInPlace, type Disk, prepareFolder, readWhole } from './disk.ts'
import { inWords } from './disk-errors.ts'

/** An emergency file beside the ledger. */
export type RescuedFile =
  /** A run with this API key wrote it, for this ledger: the next opening takes it in. */
  | { readonly kind: 'ours'; readonly path: string; readonly records: readonly LedgerRecord[] }
  /** It stays where it is, and nothing that it says counts. */
  | { readonly kind: 'left'; readonly path: string; readonly why: WhyLeft }

/** `no-seal`: a checkout may have brought it. `not-an-outcome`: what it tells is not how an attempt of the ledger ended. */
export type WhyLeft = 'no-seal' | 'not-an-outcome'

/**
 * The last resort for an outcome that the ledger would not take: a file of its own beside the ledger, or else in the
 * system's temporary folder. Gives where it went; `undefined` when no place took it, and only the screen is left.
 * A file beside the ledger is found again by the next run; one elsewhere only once a person moves it there. Its name ends
 * with a seal by the API key: whoever wrote the checkout can put a file there too, and does not have the key.
 */
export async function rescue(
  disk: Disk,
  ledgerPath: string,
  record: LedgerRecord,
  apiKey: string | undefined,
): Promise<string | undefined> {
  const bytes = Buffer.from(`${encode(record)}\n`)
  const seal = apiKey === undefined ? '' : `-${sealFor(ledgerPath, bytes, apiKey)}`
  const name = `${basename(ledgerPath)}${MARK}${randomBytes(6).toString('hex')}${seal}`
  for (const folder of [dirname(ledgerPath), tmpdir()]) {
    try {
      await prepareFolder(disk, folder)
      const path = join(folder, name)
      if (!(await createInPlace(disk, path, bytes))) continue
      await disk.syncFolder(folder)
      return path
    } catch {
      // Whatever it is, the next place may take it, and the caller says so when none did.
    }
  }
  return undefined
}

interface Reader {
  /** How an instance is recorded by hand, as it can be pasted. */
  readonly adoptWith?: string | undefined
  readonly apiKey?: string | undefined
  /** The ledger is not kept in this folder, so that its attempts are known whatever lies here. */
  readonly isElsewhere?: boolean
}

/**
 * The emergency files beside a ledger. One that is not whole throws, as it may hold the only trace of an id; where the
 * ledger is elsewhere, it is left like any that has no seal of ours.
 */
export async function readRescued(
  disk: Disk,
  ledgerPath: string,
  { adoptWith = ADOPT, apiKey, isElsewhere = false }: Reader = {},
): Promise<readonly RescuedFile[]> {
  const folder = dirname(ledgerPath)
  const names = await disk.list(folder)
  const found: RescuedFile[] = []
  for (const name of names.filter((each) => each.startsWith(`${basename(ledgerPath)}${MARK}`))) {
    const path = join(folder, name)
    const bytes = await inWords(`read the emergency file ${path}`, () => readWhole(disk, path))
    // Cut off before anything was in it.
    if (bytes === undefined || bytes.toString().trim() === '') continue
    const isOurs = apiKey !== undefined && name.endsWith(`-${sealFor(ledgerPath, bytes, apiKey)}`)
    const records = isOurs || !isElsewhere ? rescuedRecords(path, bytes, adoptWith) : []
    found.push(isOurs ? { kind: 'ours', path, records } : { kind: 'left', path, why: 'no-seal' })
  }
  return found
}

/** That of another service, or of another shared ledger, does not fit. */
const sealFor = (ledgerPath: string, bytes: Buffer, apiKey: string): string =>
  sealOf(`emergency file of ${basename(ledgerPath)}\n${bytes}`, apiKey)

function rescuedRecords(path: string, bytes: Buffer, adoptWith: string): readonly LedgerRecord[] {
  try {
    const { records, torn } = parseLedger(path, bytes)
    if (torn === undefined) return records
    throw new Error(`line ${torn.line} ${torn.what}`)
  } catch (error) {
    if (error instanceof NewerLedger) throw error
    throw new UserError(
      `the emergency file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        ending: 'ledger',
        cause: error,
        hint: `It was written when the ledger could not be, and may name an instance that nothing else names. Look into it and note the id, move the file out of this folder, then run "${adoptWith}": that instance is billed whether or not the ledger knows it.`,
      },
    )
  }
}

const MARK = '.rescued-'

/** What emergency files tell beyond these records: a run may have died between taking one in and removing it. */
export function missingFrom(
  records: readonly LedgerRecord[],
  rescued: readonly RescuedFile[],
): readonly LedgerRecord[] {
  if (rescued.length === 0) return []
  const known = new Set(records.map(encode))
  return rescued
    .flatMap((file) => (file.kind === 'ours' ? file.records : []))
    .filter((record) => !known.has(encode(record)))
}

/** Removes what was taken in. */
export async function removeTaken(disk: Disk, rescued: readonly RescuedFile[]): Promise<void> {
  for (const { kind, path } of rescued) if (kind === 'ours') await disk.remove(path)
}
