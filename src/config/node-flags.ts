import { UserError } from '../model/user-error.ts'

/**
 * Flags that Node itself obeys wherever they are in a command line, also behind the name of a program, up to `--`
 * (measured on 20 to 26). Each reads a file before our first line runs, and obeys options in it that run code.
 */
const TAKEN_BY_NODE = [
  'env-file',
  'env-file-if-exists',
  'experimental-config-file',
  'experimental-default-config-file',
] as const

/** Why our own names for a file of variables are others than most programs have. */
export const WHY_NOT_ENV_FILE =
  'Node has a flag --env-file of its own: it reads that file before ppi-apply starts, and runs code that a NODE_OPTIONS in it names'

/**
 * Throws a `UserError` of kind usage for a flag that Node has taken already, even where it is as the value of another
 * flag. By then Node has read the file; the refusal keeps the flag out of scripts.
 */
export function refuseNodeFlags(argv: readonly string[]): void {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  for (const [at, word] of words.entries()) {
    const [flag = '', value = words[at + 1]] = word.split(/=(.*)/s, 2)
    const taken = TAKEN_BY_NODE.find((name) => flag === `--${name}`)
    if (taken === undefined) continue
    throw taken.startsWith('env-file')
      ? new UserError(`${flag} is not a flag of ppi-apply. ${WHY_NOT_ENV_FILE}`, {
          ending: 'usage',
          hint: `Write --var-file ${value ?? 'FILE'} instead. If somebody else wrote that file, look for NODE_OPTIONS in it: what it named has run.`,
        })
      : new UserError(
          `${flag} is a flag of Node itself, which reads a file and obeys options in it before ppi-apply starts`,
          { ending: 'usage', hint: 'The settings of ppi-apply are read with --config FILE.' },
        )
  }
}
