import type { InstanceId } from '../../ledger/record.ts'
import type { Json } from '../../model/secret.ts'

/** What keeps an instance from being proven to be that of an attempt. `explainReason` words it. Secrets are masked. */
export type Objection =
  | { readonly code: 'marker-missing' | 'marker-differs' }
  /** `at`: when it was made, ISO 8601. */
  | {
      readonly code: 'made-outside-attempt'
      readonly at: string
      readonly side: 'before' | 'after'
    }
  /** What is `undefined` is not set there. */
  | {
      readonly code: 'field-differs'
      readonly field: string
      readonly account: Json | undefined
      readonly sent: Json | undefined
    }
  | { readonly code: 'field-not-sent'; readonly field: string; readonly account: string }
  | { readonly code: 'spelled-otherwise'; readonly name: string }
  | { readonly code: 'variable-missing' | 'variable-not-sent'; readonly key: string }
  /** Nothing differs, but the account or the ledger does not say enough. */
  | {
      readonly code:
        | 'variables-not-shown'
        | 'without-name-and-marker'
        | 'may-be-older'
        | 'creation-time-unknown'
        | 'sent-body-unknown'
    }

/** Why no instance can be taken for that of an attempt, after a look at a complete list. */
export type MatchReason =
  | { readonly code: 'nothing-made-so-far' | 'nothing-surely-made' }
  | { readonly code: 'several-possible'; readonly count: number }
  | {
      readonly code: 'possible-but-removed'
      readonly id: InstanceId
      /** What it is recognized by. */
      readonly by: 'marker' | 'name'
      readonly status: string
    }
