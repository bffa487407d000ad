import { raceLine } from '../shared/race.ts'
import {
  type LockId,
  type Position,
  type Proof,
  position,
  type Store,
  type StoredLine,
} from '../store.ts'
import type { GitAddress } from './git-address.ts'
import { GitBeats } from './git-beats.ts'
import { fetchBranch, type LineAt, linesBehind, rewritten } from './history.ts'
import { ledgerTree } from './ledger-tree.ts'
import { encodeCommit } from './line-commit.ts'
import { writeCommit } from './objects.ts'
import { pushCommit, pushRefused } from './push-commit.ts'
import { proveByRivals } from './rival-push.ts'
import type { Scratch } from './scratch.ts'

interface Parts {
  readonly address: GitAddress
  readonly scratch: Scratch
  /** Ends what is under way. */
  readonly stop: () => void
  /** Hears of each line that was put here, and how many it were. */
  readonly afterLine?: ((count: number) => void) | undefined
  /** Its lines are of no use, so the remote may be proven by some more. */
  readonly isScratch?: boolean
}

/**
 * A ledger on a branch of a Git repository: one commit for each line, its message, and the position is the number of commits
 * from the first. A line is put by moving the branch from the commit before to its own; Git refuses to move a branch that is
 * elsewhere, so of two lines for one position one is refused.
 */
export class GitStore implements Store {
  readonly label: string
  readonly agesFrom = 'the first look'
  readonly #branch: string
  readonly #scratch: Scratch
  readonly #stop: () => void
  readonly #tree: () => Promise<string>
  readonly #beats: GitBeats
  readonly #lines: LineAt[] = []
  readonly #isScratch: boolean
  readonly #afterLine: (count: number) => void
  #put = 0
  #isClosed = false
  #queue: Promise<unknown> = Promise.resolve()

  constructor({ address, scratch, stop, afterLine = () => {}, isScratch = false }: Parts) {
    const { label, branch } = address
    this.label = label
    this.#branch = branch
    this.#scratch = scratch
    this.#stop = stop
    this.#afterLine = afterLine
    this.#isScratch = isScratch
    this.#tree = ledgerTree(scratch.git, label)
    this.#beats = new GitBeats({ scratch, branch, label, tree: this.#tree })
  }

  read(from: Position): Promise<readonly StoredLine[]> {
    return this.#inTurn(async () => {
      await this.#catchUp()
      return this.#lines
        .slice(from)
        .map(({ line }, index) => ({ position: position(from + index + 1), bytes: line }))
    })
  }

  put(at: Position, line: Uint8Array): Promise<'put' | 'taken'> {
    return this.#inTurn(async () => {
      if (at > this.#lines.length + 1) await this.#catchUp()
      if (at <= this.#lines.length) return 'taken'
      if (at > this.#lines.length + 1)
        throw new Error(`there is no line ${at - 1} in ${this.label}`)
      const commit = await this.#write(line)
      const pushed = await pushCommit(this.#scratch.git, this.#pushOf(commit))
      if (pushed.kind === 'moved') {
        this.#lines.push({ commit, line })
        this.#put += 1
        this.#afterLine(this.#put)
        return 'put'
      }
      // Whatever the remote says: taken is a place only where a line is seen.
      await this.#catchUp()
      if (at <= this.#lines.length) return 'taken'
      const why = pushed.kind === 'refused' ? pushed.why : 'the branch is being moved'
      throw pushRefused(this.label, this.#branch, { why, said: pushed.said })
    })
  }

  async beat(lock: LockId): Promise<void> {
    this.#requireOpen()
    await this.#beats.beat(lock)
  }

  async lastBeat(lock: LockId): Promise<number | undefined> {
    this.#requireOpen()
    return await this.#beats.lastBeat(lock)
  }

  saidAt(lock: LockId): number | undefined {
    return this.#beats.saidAt(lock)
  }

  /** That this Git refuses to move a branch that is not as expected, and that the remote does, for the moment after Git looked. */
  prove(): Promise<Proof> {
    return this.#inTurn(async () => {
      await this.#catchUp()
      const remote = this.#isScratch ? this.#proveByLines() : this.#beats.prove()
      const [here, there] = await Promise.all([this.#proveGit(), remote])
      return here.fit ? there : here
    })
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stop()
    await this.#queue
    await this.#scratch.remove()
  }

  async #proveGit(): Promise<Proof> {
    const commit = await this.#write(Buffer.from('{}'))
    // No branch can be at a commit that was only just made here.
    const trial = { ...this.#pushOf(commit), expected: commit, isTrial: true }
    const { kind } = await pushCommit(this.#scratch.git, trial)
    if (kind === 'refused') return { fit: true }
    return {
      fit: false,
      why: 'the program git here moves branches without looking where they are',
    }
  }

  #proveByLines(): Promise<Proof> {
    return proveByRivals(this.#scratch, async () => {
      await this.#catchUp()
      const [commit, rival] = [
        await this.#write(raceLine(0, 'one')),
        await this.#write(raceLine(0, 'other')),
      ]
      return { push: this.#pushOf(commit), rival }
    })
  }

  /** Reads what was added since. */
  async #catchUp(): Promise<void> {
    const { git } = this.#scratch
    const { label } = this
    const after = this.#lines.at(-1)?.commit
    if (await fetchBranch(git, { branch: this.#branch, as: LINES, label })) {
      this.#lines.push(...(await linesBehind(git, { ref: LINES, after, label })))
    } else if (after !== undefined) throw rewritten(label)
  }

  async #write(line: Uint8Array): Promise<string> {
    const parent = this.#lines.at(-1)?.commit
    const date = this.#lines.length + 1
    const commit = encodeCommit({ tree: await this.#tree(), parent, date, line })
    return await writeCommit(this.#scratch.git, `write the ledger ${this.label}`, commit)
  }

  #pushOf(commit: string) {
    const expected = this.#lines.at(-1)?.commit
    return { commit, branch: this.#branch, expected, label: this.label }
  }

  /** One after the other, as each begins with what the one before has read. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(() => {
      this.#requireOpen()
      return work()
    })
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new Error(`the ledger ${this.label} is closed`)
  }
}

const LINES = 'refs/ppi-apply/lines'
