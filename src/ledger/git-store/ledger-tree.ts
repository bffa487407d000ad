import type { Git } from './git-program.ts'
import { must } from './reach.ts'

/**
 * The tree of every commit of a ledger, made when it is first needed: a file that says what the branch is, for people who find
 * it. It holds nothing that CI would run.
 */
export function ledgerTree(git: Git, label: string): () => Promise<string> {
  const what = `write the ledger ${label}`
  const object = async (args: readonly string[], input: string) =>
    (await must(git, what, args, Buffer.from(input))).stdout.toString().trim()
  let tree: Promise<string> | undefined
  const make = async () => {
    const file = await object(['hash-object', '-w', '--stdin'], README)
    return await object(['mktree'], `100644 blob ${file}\tREADME.md\n`)
  }
  return () => {
    tree ??= make().catch((error: unknown) => {
      tree = undefined
      throw error
    })
    return tree
  }
}

const README = `# A ledger of ppi-apply

Each commit on this branch is a line of a ledger: what ppi-apply did to the instances of this project. The messages are the
lines; read them with \`ppi-apply ledger show\`.

Do not commit to this branch, merge it, rebase it or remove it: ppi-apply stops where the ledger is not what it wrote. It is
never merged into another branch. A branch of the same name with \`-beats\` at its end says whether a run is alive.
`
