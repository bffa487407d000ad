import type { Git } from './git-program.ts'
import { must } from './reach.ts'

/** An object of the scratch repository, byte for byte. */
export interface GitObject {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Reads objects by their ids, or by the names of refs, all of which are there. `what` follows "cannot". */
export async function readObjects(
  git: Git,
  what: string,
  names: readonly string[],
): Promise<readonly GitObject[]> {
  const input = Buffer.from(`${names.join('\n')}\n`)
  const { stdout } = await must(git, what, ['cat-file', '--batch'], input)
  const objects: GitObject[] = []
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at)
    const [id = '', , size = ''] = stdout.toString('latin1', at, end).split(' ')
    const start = end + 1
    at = start + Number(size) + 1
    objects.push({ id, bytes: stdout.subarray(start, at - 1) })
  }
  return objects
}

/** Writes a commit into the scratch repository; gives its id. */
export async function writeCommit(git: Git, what: string, commit: Uint8Array): Promise<string> {
  const { stdout } = await must(git, what, ['hash-object', '-t', 'commit', '-w', '--stdin'], commit)
  return stdout.toString().trim()
}
