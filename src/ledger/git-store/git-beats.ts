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
 * process first saw it: it is younger than it says, never older, and who wants to take a lock over has to watch for as long.
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
    await must(git, what, ['push', '--porcelain', '--no-verify', LEDGER_REMOTE, `+${id}:${to}`])
  }

  async lastBeat(lock: LockId): Promise<number | undefined> {
    const { git, label } = this.#options
    if (!(await fetchBranch(git, { branch: this.#branch, as: BEATS, label }))) return undefined
    const [beat] = await readObjects(git, `read the ledger ${label}`, [BEATS])
    if (beat === undefined || lockOf(beat.bytes) !== lock) return undefined
    if (this.#seen?.commit !== beat.id) this.#seen = { commit: beat.id, since: performance.now() }
    return performance.now() - this.#seen.since
  }

  get #branch(): string {
    return `${this.#options.branch}-beats`
  }
}

const BEATS = 'refs/ppi-apply/beats'

function lockOf(commit: Uint8Array): unknown {
  try {
    const line: unknown = JSON.parse(Buffer.from(decodeCommit(commit)?.line ?? []).toString())
    return typeof line === 'object' && line !== null ? Reflect.get(line, 'lock') : undefined
  } catch {
    return undefined
  }
}
