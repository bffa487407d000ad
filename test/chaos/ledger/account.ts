import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** One line of the payer's own list: what the judge counts, and what no ledger knows of. */
export interface Payment {
  readonly key: string
  readonly attempt: string
  /** The worker that paid. */
  readonly by: string
}

/** Pays. Nobody is asked whether it was paid before: that is what the ledger is for. */
export const pay = (path: string, { key, attempt, by }: Payment): void =>
  appendFileSync(path, `${key} ${attempt} ${by}\n`)

export const readPayments = (path: string): readonly Payment[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [key = '', attempt = '', by = ''] = line.split(' ')
          return { key, attempt, by }
        })
    : []
