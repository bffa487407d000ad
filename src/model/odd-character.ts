/** A character that people take for another one, or do not see: its name, and what was meant; `''` for nothing at all. */
export interface OddCharacter {
  readonly name: string
  readonly meant: string
}

/** Characters that input methods, word processors and web pages leave in a string. Names as Unicode has them. */
const ODD: ReadonlyMap<number, OddCharacter> = new Map(
  (
    [
      [0x00a0, 'no-break space', ' '],
      [0x00ad, 'soft hyphen', ''],
      [0x200b, 'zero-width space', ''],
      [0x200c, 'zero-width non-joiner', ''],
      [0x200d, 'zero-width joiner', ''],
      [0x2013, 'en dash', '-'],
      [0x2014, 'em dash', '-'],
      [0x2018, 'left single quotation mark', "'"],
      [0x2019, 'right single quotation mark', "'"],
      [0x201c, 'left double quotation mark', '"'],
      [0x201d, 'right double quotation mark', '"'],
      [0x201e, 'low double quotation mark', '"'],
      [0x202f, 'narrow no-break space', ' '],
      [0x205f, 'mathematical space', ' '],
      [0x2060, 'word joiner', ''],
      [0x2212, 'minus sign', '-'],
      [0x3000, 'ideographic space', ' '],
      [0x3001, 'ideographic comma', ','],
      [0x3002, 'ideographic full stop', '.'],
      [0x300c, 'left corner bracket', '"'],
      [0x300d, 'right corner bracket', '"'],
      [0x3010, 'left black lenticular bracket', '['],
      [0x3011, 'right black lenticular bracket', ']'],
      [0xfeff, 'byte order mark', ''],
    ] as const
  ).map(([code, name, meant]) => [code, { name, meant }]),
)

/** What is odd about a character; `undefined` for one that is only rare, such as a letter of another script. */
export function oddCharacter(character: string): OddCharacter | undefined {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x2000 && code <= 0x200a) return { name: 'typographic space', meant: ' ' }
  // The full-width forms are in the order of ASCII.
  if (code >= 0xff01 && code <= 0xff5e) {
    const meant = String.fromCodePoint(code - 0xfee0)
    return { name: `full-width ${JSON.stringify(meant)}`, meant }
  }
  return ODD.get(code)
}

/** Whether nobody sees a character, or takes it for a plain space. The wide space of Chinese and Japanese is seen. */
export function isUnseen(character: string): boolean {
  const odd = oddCharacter(character)
  return odd !== undefined && odd.meant.trim() === '' && odd.name !== 'ideographic space'
}

/** C0, DEL, C1, and the line and paragraph separators. */
export const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/** "U+3000", as people look a character up. */
export const codePointOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** "the ideographic space (U+3000)", or the code point alone for one without a name here. */
export function nameOfCharacter(character: string): string {
  const name = oddCharacter(character)?.name ?? CONTROLS.get(character)
  return name === undefined ? codePointOf(character) : `${name} (${codePointOf(character)})`
}

/** "an ideographic space (U+3000)". */
export function aCharacter(character: string): string {
  const name = nameOfCharacter(character)
  // "a U+0085": the code is spelled out, and begins with "you".
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`
}

const CONTROLS: ReadonlyMap<string, string> = new Map([
  [' ', 'space'],
  ['\t', 'tab'],
  ['\n', 'line break'],
  ['\r', 'carriage return'],
])

/** A string with the characters that were meant. */
export const asTyped = (text: string): string =>
  Array.from(text, (character) => oddCharacter(character)?.meant ?? character).join('')
