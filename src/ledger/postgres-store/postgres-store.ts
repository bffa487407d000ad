import { UserError } from '../../model/user-error.ts'
import {
  type LockId,
  type Position,
  type Proof,
  position,
  type Store,
  type StoredLine,
} from '../store.ts'
import type { PostgresAddress } from './postgres-address.ts'
import { explainPostgres } from './postgres-failure.ts'
import { proofOf, proofStatements } from './postgres-proof.ts'
import type { Answer, Session } from './postgres-session.ts'
import {
  ageOfBeat,
  insertLine,
  lastPosition,
  lineAt,
  linesAfter,
  upsertBeat,
} from './postgres-statements.ts'
import { transact } from './postgres-transaction.ts'

interface Parts {
  readonly address: PostgresAddress
  readonly session: Session
  /** Gives a new connection for one that is over. */
  readonly reconnect: () => Promise<Session>
  /** Is told what a person should know, and what stops nothing. */
  readonly warn: (message: string) => void
}

/**
 * A ledger in a PostgreSQL database: a row for each line, whose place in the primary key is its position. Rivals at one
 * position wait for one another, so that what a put says is final.
 *
 * A call that fails is never repeated here, as it may have been carried out; the next one uses a new connection.
 */
export class PostgresStore implements Store {
  readonly label: string
  readonly agesFrom = 'its clock'
  readonly #ledger: string
  readonly #reconnect: () => Promise<Session>
  readonly #warn: (message: string) => void
  #session: Session
  #isClosed = false
  /** Calls wait for one another: there is one connection. */
  #last: Promise<unknown> = Promise.resolve()

  constructor({ address, session, reconnect, warn }: Parts) {
    this.label = address.label
    this.#ledger = address.ledger
    this.#session = session
    this.#reconnect = reconnect
    this.#warn = warn
  }

  async read(from: Position): Promise<readonly StoredLine[]> {
    const lines: StoredLine[] = []
    for (;;) {
      const last = from + lines.length
      const { rows, end } = await this.#page(last)
      lines.push(...rows.map((row, index) => this.#line(row, last + index + 1)))
      const read = from + lines.length
      if (read === end || (read > end && rows.length > 0)) return lines
      if (rows.length === 0) throw this.#gap(Math.min(last, end) + 1)
    }
  }

  async put(at: Position, line: Uint8Array): Promise<'put' | 'taken'> {
    const statements = [insertLine(this.#ledger, at, line), lineAt(this.#ledger, at)]
    const [inserted, found] = await this.#transact('write', statements)
    if (inserted?.count === 1) return 'put'
    if (found?.count === 1) return 'taken'
    throw this.#gap(at - 1)
  }

  async beat(lock: LockId): Promise<void> {
    // A hint need not outlive the server, nor wait for a replica.
    const statements = ['set local synchronous_commit = off', upsertBeat(this.#ledger, lock)]
    await this.#transact('write', statements)
  }

  async lastBeat(lock: LockId): Promise<number | undefined> {
    const [answer] = await this.#transact('read', [ageOfBeat(this.#ledger, lock)])
    const age = answer?.rows[0]?.[0]
    // The clock of the server may have been set back since.
    return typeof age === 'string' ? Math.max(0, Number(age)) : undefined
  }

  async prove(): Promise<Proof> {
    const answers = this.#transact('write', proofStatements(this.#ledger), 'rollback')
    return proofOf(answers, this.#warn)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last
    await this.#session.close()
  }

  /** `end`: the last position when it was begun. */
  async #page(last: number): Promise<{ readonly rows: Answer['rows']; readonly end: number }> {
    const statements = [
      'select pg_is_in_recovery()',
      lastPosition(this.#ledger),
      linesAfter(this.#ledger, last, PAGE),
    ]
    const [standby, end, page] = await this.#transact('read', statements)
    if (standby?.rows[0]?.[0] !== 'f') throw standbyRefused(this.label)
    return { rows: page?.rows ?? [], end: Number(end?.rows[0]?.[0]) }
  }

  #line([at, bytes]: readonly (string | null)[], expected: number): StoredLine {
    if (Number(at) !== expected) throw this.#gap(expected)
    return { position: position(expected), bytes: Buffer.from(bytes ?? '', 'base64') }
  }

  #gap(missing: number): UserError {
    return new UserError(`line ${missing} of the ledger ${this.label} is not there`, {
      ending: 'ledger',
      hint: 'Lines are never removed by ppi-apply. Ask who runs the database whether it was restored from a backup, or failed over to a replica that lacked the newest lines.',
    })
  }

  #transact(
    verb: 'read' | 'write',
    statements: readonly string[],
    ending?: 'rollback',
  ): Promise<readonly Answer[]> {
    if (this.#isClosed) return Promise.reject(new Error(`${this.label} is closed`))
    const result = this.#last.then(async () => {
      try {
        if (this.#session.isOver()) this.#session = await this.#reconnect()
        return await transact(this.#session, statements, ending)
      } catch (error) {
        throw explainPostgres(`${verb} the ledger ${this.label}`, error)
      }
    })
    this.#last = result.catch(() => undefined)
    return result
  }
}

/** How many lines are read at once, so that none of it takes too long for the limits. */
const PAGE = 5000

/** What a standby has may be old, and a plan from it would create again what is there. */
export const standbyRefused = (label: string): UserError =>
  new UserError(`the server of ${label} is a standby, which may lack the newest lines`, {
    ending: 'ledger',
    hint: 'Name the primary server, or a name that follows it.',
  })
