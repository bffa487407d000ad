import { createRequire } from 'node:module'

/** The colours that views may use. Views get them passed in and never ask what the terminal can do. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
  readonly blue: (text: string) => string
  readonly magenta: (text: string) => string
  readonly cyan: (text: string) => string
}

/** Real colours, or functions that give back their text. */
export const styleOf = (colored: boolean): Style => (colored ? colors() : PLAIN)

/** The package is read where there are colours, and at once, so not by `import()`: most runs of a pipeline have none. */
function colors(): Style {
  const { createColors } = createRequire(import.meta.filename)('picocolors') as Picocolors
  const { bold, dim, red, yellow, green, blue, magenta, cyan } = createColors(true)
  return { bold, dim, red, yellow, green, blue, magenta, cyan }
}

type Picocolors = typeof import('picocolors')

const asItIs = (text: string): string => text

const PLAIN: Style = {
  bold: asItIs,
  dim: asItIs,
  red: asItIs,
  yellow: asItIs,
  green: asItIs,
  blue: asItIs,
  magenta: asItIs,
  cyan: asItIs,
}

/**
 * Whether an output stream gets colours: `--color` and `--no-color`, then `NO_COLOR`, then `FORCE_COLOR` decide, and else
 * whether it is a terminal that can show them. `CI` decides nothing: its logs are often plain files.
 * `NO_COLOR` is what no-color.org says: set and not empty.
 */
export function wantsColor({
  isTTY,
  env,
  flag,
}: {
  /** Of the very stream that is written to. */
  isTTY: boolean
  env: Readonly<Record<string, string | undefined>>
  /** `true` after `--color`, `false` after `--no-color`. */
  flag: boolean | undefined
}): boolean {
  if (flag !== undefined) return flag
  if (env.NO_COLOR) return false
  const forced = env.FORCE_COLOR
  if (forced) return forced !== '0' && forced !== 'false'
  return isTTY && env.TERM !== 'dumb'
}
