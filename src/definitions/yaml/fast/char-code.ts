/** The characters that mean something to YAML, as UTF-16 units. */
export const CODE = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  bang: 33,
  double: 34,
  hash: 35,
  percent: 37,
  ampersand: 38,
  single: 39,
  star: 42,
  plus: 43,
  comma: 44,
  dash: 45,
  point: 46,
  zero: 48,
  nine: 57,
  colon: 58,
  less: 60,
  greater: 62,
  question: 63,
  at: 64,
  openList: 91,
  backslash: 92,
  closeList: 93,
  backtick: 96,
  openMap: 123,
  bar: 124,
  closeMap: 125,
  tilde: 126,
} as const

/** White space of YAML, or the end of the text. */
export const isBlank = (code: number): boolean =>
  code === CODE.space ||
  code === CODE.newline ||
  code === CODE.tab ||
  code === CODE.return ||
  Number.isNaN(code)

/** What ends a value inside brackets. */
export const isFlowIndicator = (code: number): boolean =>
  code === CODE.comma ||
  code === CODE.openList ||
  code === CODE.closeList ||
  code === CODE.openMap ||
  code === CODE.closeMap
