import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Environment } from '../../config/environment.ts'
import { ledgerChanges } from '../../ledger/file-store/ledger-changes.ts'
import { repositoryRoot } from '../../model/files/project-root.ts'
import { ledgerChangesText } from '../../output/text/plan/ledger-changes-text.ts'

/**
 * What a branch changed in its ledger, as notes for the reader of a plan. The ledger has been read before; a path of
 * `undefined` is one that Git cannot hold.
 */
export async function ledgerChangeNotes(
  path: string | undefined,
  env: Environment,
): Promise<readonly string[]> {
  if (path === undefined) return []
  if (repositoryRoot(dirname(path)) === undefined) return []
  const now = await readFile(path, 'utf8').catch(() => undefined)
  if (now === undefined) return []
  // Only here is a program started, which takes Node time to get ready for.
  const { ledgerBase } = await import('./ledger-base.ts')
  const base = await ledgerBase(path, env)
  if (base === undefined) return []
  const note = ledgerChangesText(ledgerChanges(base.text, now), base.name)
  return note === undefined ? [] : [note]
}
