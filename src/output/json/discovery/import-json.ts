import type { Json } from '../../../model/secret.ts'
import type { LeftOut } from '../../../plan/importing/choose-instances.ts'
import type { ImportedEntry } from '../../../plan/importing/imported-entry.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { leftOutWhy } from '../../text/discovery/left-out-text.ts'

export interface ImportShown {
  readonly target: string
  readonly entries: readonly ImportedEntry[]
  readonly left: readonly LeftOut[]
  readonly variables: ReadonlyMap<string, unknown>
  /** The file that was written; `undefined` for none. */
  readonly file: string | undefined
  readonly variableFile: string | undefined
  /** The ids of what the ledger took over. */
  readonly adopted: readonly string[]
}

/** What was imported, for machines: the entries as a file has them, without the value of any variable. */
export const importJson = (shown: ImportShown): Json => ({
  formatVersion: '1.0',
  target: plain(shown.target),
  file: shown.file ?? null,
  variableFile: shown.variableFile ?? null,
  instances: shown.entries.map(({ id, name, fields }) => ({
    id,
    name,
    entry: Object.fromEntries(fields),
    adopted: shown.adopted.includes(id),
  })),
  variables: [...shown.variables.keys()],
  notImported: shown.left.map(({ id, name, why }) => ({
    id,
    name,
    code: why.code,
    because: leftOutWhy(why),
  })),
})
