import { asLiteral } from '../../definitions/interpolation/as-literal.ts'

/** A string as the value of a line of YAML, and inside of `{ }`: quoted where it would be read as something else. */
export const yamlWord = (text: string): string =>
  isPlainWord(text) || isPlainId(text) ? text : JSON.stringify(asLiteral(text))

/** Begins with a letter; a colon is part of it only before more. Some readers take `e0` for a number. */
const isPlainWord = (text: string): boolean =>
  /^[A-Za-z](?:[A-Za-z0-9._/@-]|:(?=[A-Za-z0-9]))*$/.test(text) &&
  !/^e[-+._\d]+$/i.test(text) &&
  !WORDS.has(text.toLowerCase())

/** Begins with a digit, and could be neither a number nor a time for any reader: `4090.18c.60g`. */
const isPlainId = (text: string): boolean =>
  /^[0-9][A-Za-z0-9._-]*$/.test(text) &&
  /[a-df-mp-z]/i.test(text) &&
  !/^0[xob]/i.test(text) &&
  !/^\d{4}-\d/.test(text)

const WORDS: ReadonlySet<string> = new Set('true false null yes no on off y n'.split(' '))
