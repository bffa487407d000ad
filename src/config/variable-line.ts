/** A line of a variable file that is read as this value, by `readVariables` as by Compose. No value has a NUL in it. */
export const variableLine = (name: string, value: string): string =>
  `${name}="${value.replaceAll(/["\\$\n\r\t]/g, (character) => ESCAPES[character] ?? character)}"`

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  $: '\\$',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
