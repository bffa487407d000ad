/** What a finding says of one value: its field, what was written there, and the variables that are in it. */
export interface ValueDescription {
  readonly field: string
  readonly wrote: string
  /** `wrote` is the kind of the value, since the value is a secret. */
  readonly hidden?: true
  readonly from: readonly string[]
}

/** "`gpuNum` is "2x" (from the variable GPUS)". */
export const valueSentence = ({ field, wrote, from }: ValueDescription): string =>
  `\`${field}\` is ${wrote}${supplied(from)}`

/** The variables that supplied a value, in brackets; nothing when it was written out. */
export function supplied(from: readonly string[]): string {
  if (from.length === 0) return ''
  return ` (from the variable${from.length === 1 ? '' : 's'} ${joinWords(from, 'and')})`
}

/** "a, b or c". */
export function joinWords(words: readonly string[], last: 'or' | 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** A key or a value as code. */
export const code = (text: string): string => `\`${cut(text)}\``

/** A string of a person in a sentence: bounded, since a key may be as long as a file. */
export const cut = (text: string, most = 60): string =>
  text.length <= most ? text : `${Array.from(text.slice(0, most)).slice(0, -1).join('')}…`

/** "1 port", "2 ports". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** Numbers as people read long ones. Not by `toLocaleString`, whose first call loads its tables for milliseconds. */
export const thousands = (count: number): string =>
  String(count).replace(/(?<!\.\d*)\B(?=(?:\d{3})+(?!\d))/g, ',')
