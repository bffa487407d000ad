import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { expect } from 'vitest'

/** As a forge renders a comment: raw HTML is let through, so that an injection would show. */
export const render = (markdown: string): string =>
  micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  })

/** Texts that would do something in a comment if they were not shown as what they are. */
export const HOSTILE_TEXTS: readonly string[] = [
  'a|b|c',
  'a\\|b',
  '\\',
  '`',
  '``` \n# head',
  '</details><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '@octocat please look',
  'see #1 and GH-2, org/repo#3',
  'https://evil.example/x',
  'www.evil.example',
  'mail@evil.example',
  '|@octocat|x@evil.example',
  '[click](https://evil.example)',
  '![x](https://evil.example/p.png)',
  '<!-- hidden',
  '-->',
  '**bold** _it_ ~~no~~',
  ':smile: $x$',
  ' lead and trail ',
  '&lt;b&gt; &#64;octocat',
  'line\nbreak\r\n| new | row |',
  '\u202egnp.exe',
  '',
]

/** The tags of a page that no text of a file may add to, and the texts outside of code. */
function lookAt(html: string) {
  const tags = [...html.matchAll(/<(\/?[a-zA-Z][\w-]*|!--)[^>]*>/g)].map(([, tag = '']) => tag)
  const outside = html.replace(/<code>.*?<\/code>/gs, '').replace(/<[^>]*>/g, '')
  return { tags: new Set(tags.map((tag) => tag.replace('/', ''))), outside }
}

const OURS =
  /^(?:h3|pre|table|thead|tbody|tr|th|td|code|details|summary|p|ul|li|strong|blockquote|!--)$/

/** The rows of each table, the heads counted too, each as the number of its cells. */
export const tablesOf = (html: string): readonly (readonly number[])[] =>
  (html.match(/<table>.*?<\/table>/gs) ?? []).map((table) =>
    (table.match(/<tr>.*?<\/tr>/gs) ?? []).map((row) => (row.match(/<t[dh][ >]/g) ?? []).length),
  )

/** Plain tables of so many actions and, where there are prices, so many priced entries; nothing else gets in. */
export function expectHarmless(markdown: string, rows: number, priced?: number): void {
  const html = render(markdown)
  const { tags, outside } = lookAt(html)
  for (const tag of tags) expect(tag).toMatch(OURS)
  // An address that would be one to click is a tag `a` by now; the text of one, as in `lookwww.`, does nothing.
  expect(outside).not.toMatch(/[@#<]/)
  expect(tablesOf(html)).toEqual([
    ...(priced === undefined ? [] : [Array(priced + 2).fill(6)]),
    ...(rows === 0 ? [] : [Array(rows + 1).fill(5)]),
  ])
  expect(html.match(/<details>/g) ?? []).toHaveLength(html.match(/<\/details>/g)?.length ?? 0)
  if (html.includes('<details>')) expect(html.trimEnd().endsWith('</details>')).toBe(true)
}
