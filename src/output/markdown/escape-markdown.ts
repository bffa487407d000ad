import { plain } from '../terminal/terminal-text.ts'
import { widest } from '../terminal/widest.ts'

/**
 * Text of others as code in Markdown, for a table cell or a line. In code nobody is mentioned, nothing is linked, and no
 * markup is read; on GitHub and GitLab this holds after rendering too, where a mere escape of `@` or `#` does not.
 */
export function code(text: string): string {
  const shown = plain(text)
  if (shown === '') return '`""`'
  return isBare(shown) ? `\`${shown}\`` : `<code>${inEntities(shown)}</code>`
}

/** One line of text of others as a block of code of its own, with nothing escaped, so that it can be copied as it is. */
export function block(text: string): string {
  const shown = plain(text)
  const longest = widest(shown.matchAll(/`+/g), ([run]) => run.length)
  const fence = '`'.repeat(Math.max(2, longest) + 1)
  return `${fence}\n${shown}\n${fence}`
}

/** A backtick ends a code span, a pipe ends a cell even inside of one, and spaces at the ends get lost. */
const isBare = (text: string): boolean => !/[`|\\]|^ | $/.test(text)

/**
 * Everything that Markdown could take for markup, as entities. The comment keeps what is around an `@` apart, since
 * mail addresses are linked after entities were read.
 */
const inEntities = (text: string): string =>
  text.replace(/[^\p{L}\p{M}\p{N} ,/=+()-]|^ | $/gu, (sign) => {
    const entity = `&#${sign.codePointAt(0)};`
    return sign === '@' ? `${entity}<!-- -->` : entity
  })

/**
 * A sentence that may quote strings of others: plain words stay as they are, whatever could be markup, a mention, a link or
 * a commit is in code, and so is what is between backticks already.
 */
export const sentence = (text: string): string =>
  plain(text)
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? code(part) : part.split(' ').map(word).join(' ')))
    .join('')

function word(text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\(?)(.*?)([),;.:!?]*)$/su.exec(text) ?? []
  return inner === '' || isPlainWord(inner) ? text : `${before}${code(inner)}${after}`
}

const isPlainWord = (text: string): boolean =>
  /^(?:\p{L}+(?:['’-]\p{L}+)*|\p{N}{1,6}|…)$/u.test(text) && !/^(?:[0-9a-f]{7,}|www)$/i.test(text)

/** A comment on GitHub takes 65,536 characters; whoever posts it adds a line or two. */
export const MAX_CHARACTERS = 64_000

/** What fits of a list, and how much does not. */
export interface Kept {
  readonly taken: readonly string[]
  readonly cut: number
  readonly length: number
}

/** As many blocks as fit into so many characters, from the first on. */
export function within(blocks: readonly string[], budget: number): Kept {
  let length = 0
  let count = 0
  for (const block of blocks) {
    if (length + block.length + 2 > budget) break
    length += block.length + 2
    count += 1
  }
  return { taken: blocks.slice(0, count), cut: blocks.length - count, length }
}
