/**
 * One kind of finding: its severity, what it is about (for `validate --explain`), a smallest file that causes
 * it, and the wording from typed facts. `Args` is what the stage that finds it has to know.
 */
export interface Kind<Args> {
  readonly severity: Severity
  /** Two or three sentences for `validate --explain`: why it is wrong and how to fix it. */
  readonly about: string
  /** Gives the text of a smallest `instances.yaml` that causes this finding; a test proves it. `undefined` where no file can. */
  readonly example: (() => string) | undefined
  readonly word: (args: Args) => Wording
}

/** Gives a table entry its argument type. */
export const defineDiagnostic = <Args>(entry: Kind<Args>): Kind<Args> => entry

export type Severity = 'error' | 'warning'

/** The words of one finding. */
export interface Wording {
  readonly message: string
  readonly hint?: string
}
