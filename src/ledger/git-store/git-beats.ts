import { randomInt } from 'node:crypto'
import { UserError } from '../../model/user-error.ts'
import type { LockId, Proof } from '../store.ts'
import { fetchBranch } from './history.ts'
import { decodeCommit, encodeCommit } from './line-commit.ts'
import { type GitObject, readObjects, writeCommit } from './objects.ts'
import { pushCommit, pushRefused } from './push-commit.ts'
import { proveByRivals } from './rival-push.ts'
import type { Scratch } from './scratch.ts'

interface BeatsOptions {
  readonly scratch: Pick<Scratch, 'git' | 'hooks'>
  /** Of the ledger. */
  readonly branch: string
  readonly label: string
  readonly tree: () => Promise<string>
}

/**
 * Signs of life, as a branch beside the ledger that has one commit: each takes the place of the one before. Git knows no
 * time but what the one who commits says, whose clock may be wrong by any amount. So the age of a sign is counted here, from
 * when this process first saw it, and who wants to take a lock over has to watch for as long.
 */
export class GitBeats {
  readonly #options: BeatsOptions
  /** Where the branch was when this run last looked or moved it; `undefined` before its first look. */
  #tip: { readonly commit: string | undefined } | undefined
  #seen: { readonly sign: Sign; readonly since: number } | undefined

  constructor(options: BeatsOptions) {
    this.#options = options
  }

  /** Takes the place of a sign of life, and of nothing else: a branch of this name may be somebody's work. */
  async beat(lock: LockId): Promise<void> {
    const { scratch, label } = this.#options
    const now = new Date()
    const text = JSON.stringify({ lock, at: now.toISOString() })
    const commit = await this.#write(text, Math.floor(now.getTime() / 1000))
    for (let tries = 1; ; tries += 1) {
      const expected = (this.#tip ?? (await this.#lookAtOurs())).commit
      // Whatever comes of it, the next push begins with a look, but where the branch is known to be at this commit.
      this.#tip = undefined
      const push = { commit, branch: this.#branch, expected, label }
      const pushed = await pushCommit(scratch.git, push).catch((error: unknown) => {
        if (tries === TRIES) throw error
      })
      if (pushed === undefined) continue
      if (pushed.kind !== 'refused') {
        this.#tip = { commit }
        return
      }
      // Most likely another run gave a sign of life at the same moment.
      if (tries === TRIES) throw pushRefused(label, this.#branch, pushed)
    }
  }

  /** Proves the remote by the sign that is there, so that who watches it sees nothing new; where there is none, by nothing. */
  prove(): Promise<Proof> {
    return proveByRivals(this.#options.scratch, async () => {
      this.#tip = undefined
      const { commit: expected, text } = await this.#lookAtOurs()
      if (text === undefined) return undefined
      const date = randomInt(LATEST_DATE - 1)
      const [commit, rival] = [await this.#write(text, date), await this.#write(text, date + 1)]
      const { label } = this.#options
      return { push: { commit, branch: this.#branch, expected, label }, rival }
    })
  }

  async lastBeat(lock: LockId): Promise<number | undefined> {
    const beat = await this.#look()
    if (beat === undefined) return undefined
    const sign = signIn(beat.bytes)
    if (sign?.lock !== lock) return undefined
    if (this.#seen?.sign.text !== sign.text) this.#seen = { sign, since: performance.now() }
    return performance.now() - this.#seen.since
  }

  saidAt(lock: LockId): number | undefined {
    const { sign } = this.#seen ?? {}
    return sign?.lock === lock ? sign.at : undefined
  }

  /** The commit at the end of the branch. */
  async #look(): Promise<GitObject | undefined> {
    const { scratch, label } = this.#options
    const { git } = scratch
    if (!(await fetchBranch(git, { branch: this.#branch, as: BEATS, label }))) return undefined
    const [beat] = await readObjects(git, `read the ledger ${label}`, [BEATS])
    return beat
  }

  async #lookAtOurs(): Promise<{ readonly commit?: string; readonly text?: string }> {
    const beat = await this.#look()
    if (beat === undefined) return {}
    const sign = signIn(beat.bytes)
    if (sign === undefined) throw foreign(this.#options.label, this.#branch)
    return { commit: beat.id, text: sign.text }
  }

  /** `date`: in seconds; it makes two commits of one sign. */
  async #write(text: string, date: number): Promise<string> {
    const { scratch, label, tree } = this.#options
    const line = Buffer.from(text)
    const bytes = encodeCommit({ tree: await tree(), parent: undefined, date, line })
    return writeCommit(scratch.git, `say in the ledger ${label} that this run lives`, bytes)
  }

  get #branch(): string {
    return `${this.#options.branch}-beats`
  }
}

const BEATS = 'refs/ppi-apply/beats'

/** What a date in seconds may be, whatever reads it. */
const LATEST_DATE = 2 ** 31 - 1

/** Two runs may give their first sign of life at once, and the remote takes one after the other. */
const TRIES = 4

interface Sign {
  readonly text: string
  readonly lock: string
  /** By the clock of its giver, in Unix milliseconds. */
  readonly at: number
}

/** `undefined` for any other commit, and for a line of a ledger, whose branch may be called so. */
function signIn(commit: Uint8Array): Sign | undefined {
  const decoded = decodeCommit(commit)
  if (decoded === undefined || decoded.parent !== undefined) return undefined
  const text = Buffer.from(decoded.line).toString()
  const { lock, time = '' } = SIGN.exec(text)?.groups ?? {}
  const at = Date.parse(time)
  return lock === undefined || Number.isNaN(at) ? undefined : { text, lock, at }
}

/** As `JSON.stringify` writes it. */
const SIGN =
  /^\{"lock":"(?<lock>[0-9a-f]+)","at":"(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"\}$/

const foreign = (label: string, branch: string): UserError =>
  new UserError(
    `the branch ${branch}, which the ledger ${label} needs for signs of life, holds something else`,
    {
      ending: 'ledger',
      hint: 'Nothing was changed there. Give the ledger the name of another branch, or that branch another name.',
    },
  )
