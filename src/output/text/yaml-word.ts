/** A string as a file has to say it, where a dollar sign begins a reference. */
export const withoutReferences = (text: string): string => text.replaceAll('$', '$$$$')

/** A string as the value of a line of YAML, and inside of `{ }`: quoted where it would be read as something else. */
export const yamlWord = (text: string): string =>
  PLAIN.test(text) && !WORDS.has(text.toLowerCase())
    ? text
    : JSON.stringify(withoutReferences(text))

/** A number does not begin with a letter; a colon is part of it only before more. */
const PLAIN = /^[A-Za-z](?:[A-Za-z0-9._/@-]|:(?=[A-Za-z0-9]))*$/

const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off'])
