import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ledgersIn } from './ledgers-in.ts'
import { INNER_FOLDER } from './stage/stage.ts'
import { type Entry, fleetText } from './story/entry.ts'
import type { Scenario } from './story/scenario.ts'

/** What a person has in the folder before the first start. */
export function furnish({ marker, acts: [{ entries }] }: Scenario, folder: string): void {
  const config = [
    ...(marker ? [] : ['marker: false']),
    ...(entries.some(({ prepaid }) => prepaid) ? ['allowPrepaid: true'] : []),
  ]
  if (config.length > 0) {
    writeFileSync(join(folder, 'ppi-apply.config.yaml'), `${config.join('\n')}\n`)
  }
  for (const inner of ['tmp', '.git', INNER_FOLDER]) mkdirSync(join(folder, inner))
}

export const writeFleet = (folder: string, entries: readonly Entry[]): void =>
  writeFileSync(join(folder, 'fleet.yaml'), fleetText(entries))

export const loseLedger = (folder: string): void =>
  rmSync(join(folder, '.ppi-apply'), { recursive: true, force: true })

/** Lines whose loss leaves an attempt open, and nothing worse: a power cut may take them before they are flushed. */
const MAY_BE_LOST = /"type":"(created|rejected|not-sent|unknown|settled)"/

/** Cuts the last line of the ledger somewhere. */
export function tearLedger(folder: string, share: number): void {
  const [path] = ledgersIn(folder)
  if (path === undefined) return
  const bytes = readFileSync(path)
  const text = bytes.toString('latin1').trimEnd()
  const start = text.lastIndexOf('\n') + 1
  if (!MAY_BE_LOST.test(text.slice(start))) return
  truncateSync(path, start + Math.floor(share * (text.length - start)))
}

/** Every file that the runs left, but the ones that they were given. */
export function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'fleet.yaml')
    .map((file) => join(file.parentPath, file.name))
  return new Map(files.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}
