/** How a person who sees our strings starts this program: by its name, unless the process says otherwise. */
let find: () => string = () => NAME
let found: string | undefined
let commands: string | undefined

const NAME = 'ppi-apply'

/** Told once by a process that is the program; a library is called by nobody's command line. */
export function startedBy(how: () => string, names: readonly string[]): void {
  find = how
  found = undefined
  commands = names.join('|')
}

/** What is before the arguments of a command that is to be typed. */
export function invocation(): string {
  found ??= find()
  return found
}

/**
 * A string of ours whose commands run as they are there, however the program was started. What is quoted for a shell stays
 * as it is, as others chose it, and so does what says already how it is started.
 */
export function asTyped(text: string): string {
  if (commands === undefined || !text.includes(NAME)) return text
  const words = invocation()
  const whole = words.replaceAll(/[^\w ]/g, '\\$&')
  const pattern = new RegExp(`${QUOTED}|${whole}(?= )|\\b${NAME}(?= (?:${commands})\\b)`, 'g')
  return text.replace(pattern, (part) => (part === NAME ? words : part))
}

/** A word as `shellQuoted` writes it. */
const QUOTED = "(?<![^\\s=(])'(?:[^']|'\\\\'')*'"

/** Any text as one word of a shell's command line, in which nothing is run or replaced. */
export const shellQuoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
