import type { Selection } from '../../definitions/selection.ts'

/** What a run is for. */
export type Goal =
  | ApplyGoal
  /** What the ledger owns for the entries of the run; or all that it owns and that these patterns select. */
  | { readonly kind: 'destroy'; readonly scope: 'files' }
  | { readonly kind: 'destroy'; readonly scope: 'all-owned'; readonly selection: Selection }
  /** Ends what has expired, and nothing else. */
  | { readonly kind: 'reap' }
  | { readonly kind: 'stop' | 'start' }

/** Makes true what the files say. */
export interface ApplyGoal {
  readonly kind: 'apply'
  /** Whether what is in no file is to end. */
  readonly prune: boolean
  /** Whether what has expired is to end: the word `destroy` was given. */
  readonly endsExpired: boolean
  /** Whether what the account has otherwise than was applied is to be undone: the word `drift` was given. */
  readonly undoesDrift: boolean
  /** Whether variables that neither a file nor an earlier apply gave an instance may be dropped by an upgrade. */
  readonly dropsForeignEnvs: boolean
}

/** An apply that nobody allowed to end anything. */
export const PLAIN_APPLY: ApplyGoal = {
  kind: 'apply',
  prune: false,
  endsExpired: false,
  undoesDrift: false,
  dropsForeignEnvs: false,
}
