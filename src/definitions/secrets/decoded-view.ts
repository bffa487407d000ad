/** A string as a reader may decode it, and where each of its units is in the text that came. */
export interface View {
  readonly text: string
  /** Offsets into the text that came, one more than there are units; `undefined` where both are the same. */
  readonly at: readonly number[] | undefined
}

/** Where a piece of a view is in the text that came. */
export const sourceOf = ({ at }: View, start: number, end: number) =>
  at === undefined ? { start, end } : { start: at[start] ?? 0, end: at[end] ?? 0 }

/**
 * The text itself, and what JSON, HTML and URL escapes in it stand for, also one inside the other: whatever the service
 * escaped and however it spells an escape, a value is found in one of these.
 */
export function viewsOf(text: string): readonly View[] {
  const views: View[] = [{ text, at: undefined }]
  const seen = new Set([text])
  for (let round = 0, from = 0; round < MAX_LAYERS; round += 1) {
    const to = views.length
    for (const view of views.slice(from, to)) {
      for (const decode of DECODERS) {
        const decoded = decode(view)
        if (decoded === undefined || seen.has(decoded.text)) continue
        seen.add(decoded.text)
        views.push(decoded)
      }
    }
    from = to
  }
  return views
}

/** An escaped text inside an escaped text: JSON in JSON, a URL in HTML. */
const MAX_LAYERS = 2

/** What one escape stands for, and how many units of it each decoded unit takes. */
interface Piece {
  readonly text: string
  readonly widths: readonly number[]
}

function decoder(
  sign: string,
  escapes: RegExp,
  read: (match: RegExpExecArray) => Piece | undefined,
): (view: View) => View | undefined {
  return (view) => {
    if (!view.text.includes(sign)) return undefined
    let text = ''
    const at: number[] = []
    let done = 0
    let changed = false
    const copy = (to: number) => {
      for (; done < to; done += 1) at.push(view.at === undefined ? done : (view.at[done] ?? 0))
    }
    for (const match of view.text.matchAll(escapes)) {
      const piece = read(match)
      if (piece === undefined) continue
      changed = true
      text += view.text.slice(done, match.index)
      copy(match.index)
      text += piece.text
      let offset = match.index
      for (let unit = 0; unit < piece.text.length; unit += 1) {
        at.push(view.at === undefined ? offset : (view.at[offset] ?? 0))
        offset += piece.widths[unit] ?? 0
      }
      done = match.index + match[0].length
    }
    if (!changed) return undefined
    text += view.text.slice(done)
    copy(view.text.length + 1)
    return { text, at }
  }
}

const whole = (match: RegExpExecArray, text: string): Piece => ({
  text,
  widths: [match[0].length],
})

const JSON_SIGNS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const json = decoder('\\', /\\(?:u([0-9a-fA-F]{4})|(["'\\/bfnrt]))/g, (match) => {
  const [, code, sign = ''] = match
  if (code !== undefined) return whole(match, String.fromCharCode(Number.parseInt(code, 16)))
  return whole(match, JSON_SIGNS[sign] ?? sign)
})

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

const html = decoder(
  '&',
  /&(?:#0*(\d{1,7})|#x0*([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp))(?:;|(?![\w]))/gi,
  (match) => {
    const [, decimal, hex, name] = match
    if (name !== undefined) return whole(match, ENTITIES[name.toLowerCase()] ?? '')
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0x10ffff ? undefined : whole(match, String.fromCodePoint(code))
  },
)

const url = decoder('%', /(?:%[0-9a-fA-F]{2})+/g, bytesOf)

/** As forms have it: a blank is a plus sign. */
const form = decoder('+', /\+|(?:%[0-9a-fA-F]{2})+/g, (match) =>
  match[0] === '+' ? whole(match, ' ') : bytesOf(match),
)

function bytesOf(match: RegExpExecArray): Piece {
  const bytes = Buffer.from(match[0].replaceAll('%', ''), 'hex')
  const text = bytes.toString('utf8')
  if (text.includes('\ufffd'))
    return { text: bytes.toString('latin1'), widths: bytesWidths(bytes.length) }
  const widths: number[] = []
  for (const character of text) {
    // The second half of a pair begins where the whole ends.
    widths.push(3 * Buffer.byteLength(character))
    if (character.length === 2) widths.push(0)
  }
  return { text, widths }
}

const bytesWidths = (count: number): readonly number[] => Array.from({ length: count }, () => 3)

const DECODERS = [json, html, url, form] as const
