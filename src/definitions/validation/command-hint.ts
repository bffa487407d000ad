import type { Path } from '../value-path.ts'
import type { UnvalidatedEntry } from './cast.ts'
import { nodeAt } from './value-location.ts'

/** A command that was written as a list of words, as the one string that it has to be. */
export function commandHint(draft: UnvalidatedEntry, path: Path): string | undefined {
  const [field] = path
  if (path.length !== 1 || (field !== 'command' && field !== 'entrypoint')) return undefined
  const shape = `write one string, as a shell reads it: \`${field}: python train.py\``
  const node = nodeAt(draft.definition, path)
  if (node?.kind !== 'seq' || node.items.length === 0) return shape
  const words: string[] = []
  for (const item of node.items) {
    const { value } = item.kind === 'scalar' ? item : { value: null }
    if (value === null) return shape
    words.push(quoted(String(value)))
  }
  const line = words.join(' ')
  return line.length > MAX_SHOWN ? shape : `write one string: \`${field}: ${asYaml(line)}\``
}

const MAX_SHOWN = 300

/** One word for a shell. A reference is expanded before any shell sees it, so it is quoted like any other text. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** A plain scalar where YAML reads it as it is, else in double quotes with the escapes that JSON has too. */
const asYaml = (line: string): string =>
  /^[A-Za-z/.][^\n\r\t\0]*$/.test(line) && !/: | #|:$| $/.test(line) ? line : JSON.stringify(line)
