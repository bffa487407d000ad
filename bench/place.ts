/** A ledger that is measured: where it is, and how it is filled. */
export interface Place extends AsyncDisposable {
  readonly name: string
  /** As `--ledger` takes it; another ledger for each word. */
  address(word: string): string
  /** The folder that the runs are in, where it has to be one of its own. */
  readonly cwd?: string
  readonly env: Readonly<Record<string, string>>
  fill(word: string, lines: readonly Uint8Array[]): Promise<void>
}
