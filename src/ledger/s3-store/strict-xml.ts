/** An element of an answer. Attributes are left out: S3 says nothing with them but the name of its schema. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  /** What is written in it, if it holds no element. */
  readonly text: string
}

/**
 * Reads the XML that S3 answers with: elements and characters, no more. `undefined` for anything else, be it a web page, a
 * document type, or an answer that was cut. A package for the whole of XML would be larger than the rest of this store.
 */
export function parseXml(text: string): XmlElement | undefined {
  const open: Draft[] = [{ name: '', children: [], text: '' }]
  const tokens = new RegExp(TOKEN)
  let at = 0
  while (at < text.length) {
    tokens.lastIndex = at
    const found = tokens.exec(text)
    const top = open.at(-1)
    if (found === null || top === undefined) return undefined
    const [whole, declaration, begun, empty, ended, characters] = found
    if (declaration !== undefined && at !== 0) return undefined
    if (begun !== undefined) {
      const draft: Draft = { name: begun, children: [], text: '' }
      top.children.push(draft)
      if (empty === '') open.push(draft)
      if (open.length > MAX_DEPTH) return undefined
    } else if (ended !== undefined) {
      if (top.name !== ended || open.length === 1) return undefined
      open.pop()
    } else if (characters !== undefined) {
      const decoded = decode(characters)
      if (decoded === undefined) return undefined
      top.text += decoded
    }
    at += whole.length
  }
  const [root, ...more] = open[0]?.children ?? []
  const isWhole = open.length === 1 && more.length === 0 && open[0]?.text.trim() === ''
  return isWhole ? root : undefined
}

/** The text of the first child with this name. */
export const textIn = (element: XmlElement | undefined, name: string): string | undefined =>
  element?.children.find((child) => child.name === name)?.text

interface Draft extends XmlElement {
  readonly children: Draft[]
  text: string
}

/** A declaration, the beginning of an element, its end, or characters. */
const TOKEN =
  /(<\?xml [^<>]*\?>)|<([A-Za-z][\w.-]*)(?:\s[^<>"']*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>|<\/([A-Za-z][\w.-]*)\s*>|([^<]+)/y

const MAX_DEPTH = 10

function decode(text: string): string | undefined {
  let isSound = true
  const decoded = text.replaceAll(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name)
    const code =
      number === null
        ? Number.NaN
        : Number.parseInt(number[1] ?? number[2] ?? '', number[1] === undefined ? 10 : 16)
    const character = ENTITIES[name] ?? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined)
    if (character === undefined || !whole.endsWith(';')) isSound = false
    return character ?? ''
  })
  return isSound ? decoded : undefined
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}
