/** A ledger that is measured: where it is, and how it is filled. */
export interface Place extends AsyncDisposable {
  readonly name: string
  /** As `--ledger` takes it; another ledger for each word. */
  address(word: string): string
  /** The folder of the runs with a ledger: a run finds what others of its project left, and begins none beside it. */
  folder(word: string): string
  readonly env: Readonly<Record<string, string>>
  fill(word: string, lines: readonly Uint8Array[]): Promise<void>
}
