import type { DefinitionFile } from '../../ledger/record.ts'
import type { EntryState } from '../../ledger/state.ts'

/**
 * The file that defines an entry, where this run did not read it and it is still there: what it says of the entry, nobody
 * knows here. Without `isElsewhere` there is none.
 */
export const fileElsewhere = (
  { file }: Pick<EntryState, 'file'>,
  { isElsewhere = () => false }: { readonly isElsewhere?: (file: DefinitionFile) => boolean },
): DefinitionFile | undefined => (file !== undefined && isElsewhere(file) ? file : undefined)
