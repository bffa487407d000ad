import type { EntryKey } from '../definitions/instance-spec.ts'
import type { InstanceId } from './record.ts'

/** Why the ledger is not changed as a person wants it; an entry is named by its name, else by its key. */
export type EditRefusal =
  /** A mistyped name must not open an entry of its own. */
  | {
      readonly kind: 'unknown-entry'
      readonly word: string
      readonly known: readonly EntryKey[]
      /** A definition that was not read may have it. */
      readonly mayBeInFile: boolean
    }
  | { readonly kind: 'owned-by-other'; readonly id: InstanceId; readonly owner: string }
  | { readonly kind: 'not-in-account'; readonly id: InstanceId; readonly why: string }
  /** The instance is gone or on its way out. */
  | {
      readonly kind: 'not-live'
      readonly id: InstanceId
      readonly status: string
      readonly entry: string
      readonly isInDoubt: boolean
    }
  | {
      readonly kind: 'not-of-entry'
      readonly id: string
      readonly entry: string
      /** What the ledger holds of the entry. */
      readonly owned: readonly InstanceId[]
    }
