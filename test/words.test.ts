import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { BANNED_WORDS } from './support/banned-words.ts'
import { type Prose, proseOfCode, proseOfDocument } from './support/prose.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What people read of this project: its program, its documents, its schemas and examples. What goes over a wire is in tests. */
const READ = ['src', 'bench', 'docs', 'examples', 'schemas', '*.md']

const FILES = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', ...READ],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(
    (path) =>
      /\.(?:ts|md|ya?ml|json)$/.test(path) && !/\.generated\.ts$|^bench\/results|zh-CN/.test(path),
  )

const proseOf = (path: string, text: string): readonly Prose[] =>
  path.endsWith('.ts') ? proseOfCode(text) : proseOfDocument(path, text)

/** Each banned word in a file: where it is, what it says, and what to write. */
const bannedIn = (path: string, text: string): readonly string[] =>
  proseOf(path, text).flatMap(({ line, text: prose }) =>
    BANNED_WORDS.flatMap(({ words, instead }) => {
      const found = words.exec(prose)
      return found === null
        ? []
        : [`${path}:${line}: "${found[0]}" in "${around(prose, found.index)}": write ${instead}`]
    }),
  )

const around = (prose: string, at: number): string => prose.slice(Math.max(0, at - 40), at + 60)

describe('the words of messages, comments and documents', () => {
  it('are those of the field', () => {
    const found = FILES.flatMap((path) => bannedIn(path, readFileSync(join(ROOT, path), 'utf8')))
    expect(FILES.length).toBeGreaterThan(300)
    expect(found).toEqual([])
  })

  it.each(BANNED_WORDS)('do not have $words', ({ words, example }) => {
    expect(words.test(example), example).toBe(true)
    for (const [path, text] of [
      ['a.ts', `const a = '${example}'\n`],
      ['a.ts', `/** ${example} */\n`],
      ['a.ts', `// ${example}\n`],
      ['a.ts', `const a = \`\${b({ c: '}' })} ${example}\`\n`],
      ['a.md', `# A\n\n${example}\n`],
      ['a.yaml', `description: ${example}\n`],
    ] as const) {
      expect(bannedIn(path, text), text).toHaveLength(1)
    }
  })

  it.each([
    ['a sum of strings', "const a = 'what is the ' +\n  'usual of it'\n"],
    ['a comment of several lines', '/**\n * what is the\n * usual of it\n */\n'],
    ['two remarks in a row', '// what is the\n// usual of it\n'],
  ])('are found across the lines of %s', (_, text) => {
    expect(bannedIn('a.ts', text)).toEqual([expect.stringContaining('a.ts:1: "the usual"')])
  })

  it.each([
    ['code', 'const texts = standing(nothing, a / b) // fine\n'],
    ['a regular expression', 'const a = /the usual|`/\nconst b = 1\n'],
    ['a name between backticks', "const a = 'the field `the usual`'\n"],
    ['a template in a template', 'const a = `x ${b ? `y ${c}` : d}` + usual\n'],
    ['what stands for something', "const a = 'a reference stands for any value'\n"],
    ['what is no longer', "const a = 'the account no longer has it, and there is no list'\n"],
  ])('are not looked for in %s', (_, text) => {
    expect(bannedIn('a.ts', text)).toEqual([])
  })
})
