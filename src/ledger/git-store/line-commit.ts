/** What a commit of a ledger is made of. */
interface LineCommit {
  /** The ids of objects: what its tree shows, and the commit of the line before. */
  readonly tree: string
  readonly parent: string | undefined
  /**
   * Its date in seconds. A line has its position here, and tells itself when it was written: so the same line behind the same
   * parent is the same commit, whoever makes it, and Git, which goes back through commits until they are older, stops at once.
   */
  readonly date: number
  readonly line: Uint8Array
}

const PERSON = 'ppi-apply <ppi-apply>'

/**
 * A commit as Git stores it, whose message is the line, byte for byte. Made here and not by `git commit-tree`, which would
 * add an encoding, or clean up the message, as the configuration says. A line has no line feed and no zero byte.
 */
export function encodeCommit({ tree, parent, date, line }: LineCommit): Uint8Array {
  if (line.length === 0 || line.includes(LINE_FEED) || line.includes(0)) {
    throw new Error('a line of a ledger holds a line feed or a zero byte, or is empty')
  }
  const head = [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${PERSON} ${date} +0000`,
    `committer ${PERSON} ${date} +0000`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\n')}\n\n`), line, Buffer.of(LINE_FEED)])
}

/** Reads such a commit; `undefined` for one that somebody else made, or that joins two histories. */
export function decodeCommit(
  bytes: Uint8Array,
): { readonly parent: string | undefined; readonly line: Uint8Array } | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = buffer.indexOf('\n\n')
  const [whole, parent] = COMMIT_HEAD.exec(buffer.toString('latin1', 0, head)) ?? []
  const line = buffer.subarray(head + 2, -1)
  const isOneLine = buffer.at(-1) === LINE_FEED && !line.includes(LINE_FEED) && line.length > 0
  return whole !== undefined && isOneLine ? { parent, line } : undefined
}

const LINE_FEED = 0x0a

const COMMIT_HEAD = new RegExp(
  `^tree [0-9a-f]+\n(?:parent ([0-9a-f]+)\n)?author ${PERSON} \\d+ \\+0000\ncommitter ${PERSON} \\d+ \\+0000$`,
)
