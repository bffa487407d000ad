/** How a person who sees our strings starts this program: by its name, unless the process says otherwise. */
let find: () => string = () => NAME
let found: string | undefined
let pattern: RegExp | undefined

const NAME = 'ppi-apply'

/** Told once by a process that is the program; a library is called by nobody's command line. */
export function startedBy(how: () => string, commands: readonly string[]): void {
  find = how
  found = undefined
  pattern = new RegExp(`\\bppi-apply (?=(?:${commands.join('|')})\\b)`, 'g')
}

/** What is before the arguments of a command that is to be typed. */
export function invocation(): string {
  found ??= find()
  return found
}

/** A string of ours whose commands run as they are there, however the program was started. */
export function asTyped(text: string): string {
  if (pattern === undefined || !text.includes(NAME)) return text
  const words = `${invocation()} `
  return text.replace(pattern, () => words)
}
