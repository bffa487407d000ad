import { closeSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openFile } from './open-file.ts'

/** The name of a file in the folder of our own, and the lines that Git has to find in it. */
export interface GitRules {
  readonly file: '.gitignore' | '.gitattributes'
  readonly lines: readonly string[]
}

/**
 * A ledger is safe to commit, but locks, what was set aside or rescued, and the sandbox belong to one machine. Two
 * branches that both appended to a ledger merge without a conflict, each line kept once; the order does not matter.
 */
export const GIT_RULES: readonly GitRules[] = [
  {
    file: '.gitignore',
    lines: [
      '*.ledger.jsonl.lock*',
      '*.ledger.jsonl.new-*',
      '*.ledger.jsonl.torn-*',
      '*.ledger.jsonl.rescued-*',
      'named-ledgers',
      'sandbox.ledger.jsonl',
      'sandbox/',
    ],
  },
  { file: '.gitattributes', lines: ['*.ledger.jsonl text eol=lf merge=union'] },
]

/** Writes the rules into a folder that was made just now; what is there already stays as it is. */
export function writeGitRules(folder: string): void {
  for (const { file, lines } of GIT_RULES) {
    try {
      const descriptor = openFile(join(folder, file), { for: 'new', mode: 0o666 })
      try {
        writeSync(descriptor, `${lines.join('\n')}\n`)
      } finally {
        closeSync(descriptor)
      }
    } catch {
      // Another run made the same folder, or the disk takes nothing: what the folder is for finds that out and says it.
    }
  }
}
