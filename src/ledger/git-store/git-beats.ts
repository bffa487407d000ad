import type { LockId } from '../store.ts'
import { LEDGER_REMOTE } from './clone-config.ts'
import type { Git } from './git-program.ts'
import { fetchBranch } from './history.ts'
import { decodeCommit, encodeCommit } from './line-commit.ts'
import { readObjects, writeCommit } from './objects.ts'
import { must } from './reach.ts'

interface BeatsOptions {
  readonly git: Git
  /** Of the ledger. */
  readonly branch: string
  readonly label: string
  readonly tree: () => Promise<string>
}

/**
 * Signs of life, as a branch beside the ledger that has one commit: each takes the place of the one before. Git knows no
 * time but what the one who commits says, whose clock may be wrong. So the age of a sign is counted here, from when this
 * process first saw it, and who wants to take a lock over has to watch for as long; only of a sign that is minutes old by
 * both clocks is its own time believed, less what two clocks may differ by.
 */
export class GitBeats {
  readonly #options: BeatsOptions
  #seen: { readonly commit: string; readonly since: number } | undefined

  constructor(options: BeatsOptions) {
    this.#options = options
  }

  async beat(lock: LockId): Promise<void> {
    const { git, label, tree } = this.#options
    const what = `say in the ledger ${label} that this run lives`
    const now = new Date()
    const line = Buffer.from(JSON.stringify({ lock, at: now.toISOString() }))
    const date = Math.floor(now.getTime() / 1000)
    const commit = encodeCommit({ tree: await tree(), parent: undefined, date, line })
    const id = await writeCommit(git, what, commit)
    const to = `refs/heads/${this.#branch}`
    const push = ['push', '--porcelain', '--no-verify', LEDGER_REMOTE, `+${id}:${to}`]
    for (let tries = 1; tries < TRIES; tries += 1) {
      if ((await git(push)).code === 0) return
      // Another run gave a sign of life at the same moment, or this fails again, and says why.
    }
    await must(git, what, push)
  }

  async lastBeat(lock: LockId): Promise<number | undefined> {
    const { git, label } = this.#options
    if (!(await fetchBranch(git, { branch: this.#branch, as: BEATS, label }))) return undefined
    const [beat] = await readObjects(git, `read the ledger ${label}`, [BEATS])
    if (beat === undefined) return undefined
    const sign = signIn(beat.bytes)
    if (sign?.lock !== lock) return undefined
    if (this.#seen?.commit !== beat.id) this.#seen = { commit: beat.id, since: performance.now() }
    return Math.max(performance.now() - this.#seen.since, Date.now() - sign.at - CLOCKS_DIFFER_MS)
  }

  get #branch(): string {
    return `${this.#options.branch}-beats`
  }
}

const BEATS = 'refs/ppi-apply/beats'

/** Two runs may give their first sign of life at once, and the remote takes one after the other. */
const TRIES = 4

/** More than the clocks of two machines that can use TLS differ by. */
const CLOCKS_DIFFER_MS = 300_000

/** Which lock a sign of life is for, and when it was given, by the clock of its giver. */
function signIn(commit: Uint8Array): { readonly lock: unknown; readonly at: number } | undefined {
  try {
    const sign: unknown = JSON.parse(Buffer.from(decodeCommit(commit)?.line ?? []).toString())
    if (typeof sign !== 'object' || sign === null) return undefined
    const at = Date.parse(String(Reflect.get(sign, 'at')))
    return { lock: Reflect.get(sign, 'lock'), at: Number.isNaN(at) ? Number.POSITIVE_INFINITY : at }
  } catch {
    return undefined
  }
}
