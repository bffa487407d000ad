export type Matcher = (name: string | undefined) => boolean

/** Whether a name is what a pattern with `*` and `?` means; without them, exactly that name. */
export function toMatcher(pattern: string): Matcher {
  const source = [...pattern].map((sign) => WILDCARDS.get(sign) ?? literal(sign)).join('')
  const expression = new RegExp(`^${source}$`, 'su')
  return (name) => name !== undefined && expression.test(name)
}

const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ['*', '.*'],
  ['?', '.'],
])

const literal = (sign: string): string => sign.replace(/[\\^$.|+()[\]{}/]/, '\\$&')
