import { nearest } from '../model/nearest.ts'
import { UserError } from '../model/user-error.ts'
import { isFlagName, shortFlag } from './canonical.ts'
import { FLAGS, type FlagKind, type FlagName } from './flags.ts'
import { type FlagMeant, flagMeant } from './other-flags.ts'

interface Command {
  readonly command: string
  readonly flags: readonly FlagName[]
}

/** The error for a word that starts with `-` and is not a flag of the command: what was probably meant. */
export function unknownFlag(word: string, { command, flags }: Command): UserError {
  const stem = stemOf(word)
  return new UserError(`unknown flag ${shownFlag(word)} for ${command}`, {
    ending: 'usage',
    hint: hintFor(stem, { command, flags }),
  })
}

/** A dash of a word processor or of an input method makes a file of what was meant as a flag. */
export function lookalike(word: string): UserError | undefined {
  const dash = /^[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/.exec(word)?.[0]
  if (dash === undefined) return undefined
  const code = dash.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const stem = stemOf(word)
  const name = isFlagName(stem) ? stem : (shortFlag(stem) ?? nearest(stem, Object.keys(FLAGS)))
  return new UserError(`"${dash}" (U+${code}) at the start of a word is not the hyphen of a flag`, {
    ending: 'usage',
    hint: `write ${name === undefined ? 'it with -' : `--${name}`}; a file of such a name is ./${dash}…`,
  })
}

/** The name in a word, without dashes and whatever is behind it. */
const stemOf = (word: string): string =>
  /^[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*(.[\w.-]*)?/su.exec(word)?.[1] ?? ''

/** As much of a word as is a name: behind it may be a secret. */
function shownFlag(word: string): string {
  const stem = stemOf(word)
  if (word.startsWith('--')) return `--${stem}`
  if (isFlagName(stem) || flagMeant(stem) !== undefined) return `-${stem}`
  const letter = [...stem].find((each) => shortFlag(each) === undefined) ?? stem.slice(0, 1)
  return `-${letter}`
}

function hintFor(stem: string, { command, flags }: Command): string {
  const see = `See ppi-apply ${command} --help`
  const own = flags.find((name) => name === stem)
  if (own !== undefined) return `did you mean ${usageOf(own)}? ${see}`
  if (isFlagName(stem)) {
    const { elsewhere }: FlagKind = FLAGS[stem]
    return elsewhere ?? `--${stem} belongs to other commands. ${see}`
  }
  const meant = flagMeant(stem)
  if (meant !== undefined) return hintOf(meant, { command, flags })
  const near = nearest(stem, flags)
  return near === undefined ? `see ppi-apply ${command} --help` : `did you mean --${near}? ${see}`
}

function hintOf(meant: FlagMeant, { command, flags }: Command): string {
  if (meant.kind === 'advice') return meant.advice
  const { flag, value } = meant
  if (flags.includes(flag)) return `it is ${usageOf(flag, value)} here`
  return `it is ${usageOf(flag, value)} here, but ${command} has no such flag. See ppi-apply ${command} --help`
}

function usageOf(name: FlagName, value?: string): string {
  const { type, value: shown = 'VALUE' }: FlagKind = FLAGS[name]
  return type === 'boolean' ? `--${name}` : `--${name} ${value ?? shown}`
}
