/**
 * A path pattern, segment by segment. Patterns come from the config of a checkout too, and `picomatch` makes a regular
 * expression of one that backtracks: `*a*a*a*ab` takes ten seconds for one file name of 250 letters. Here each star costs
 * no more than the length of the name.
 */
export interface Pattern {
  /** From `/` or a drive; otherwise it counts from the working directory. */
  readonly root: string
  readonly segments: readonly Segment[]
}

export type Segment =
  /** A name as it is; also `.` and `..`. */
  | { readonly kind: 'name'; readonly name: string }
  /** `**`: any number of folders, also none. */
  | { readonly kind: 'any-depth' }
  | { readonly kind: 'wildcard'; readonly matches: (name: string) => boolean }

/** Whether a path that is not an existing file can be meant as a pattern. */
export const isPattern = (text: string): boolean => /[*?[{]/.test(text)

/** The patterns that a string stands for: several when it has `{a,b}`, which may hold a `/`. */
export function toPatterns(text: string): readonly Pattern[] {
  return expandBraces(text).map((expanded) => {
    const root = /^(?:[A-Za-z]:)?[\\/]/.exec(expanded)?.[0] ?? ''
    const parts = expanded.slice(root.length).split('/')
    // `**/**` means no more than `**` and would be walked many times over.
    const names = parts.filter(
      (part, at) => part !== '' && !(part === '**' && parts[at - 1] === '**'),
    )
    return { root, segments: names.map(toSegment) }
  })
}

/** More alternatives than this stay literal braces: nobody types them. */
const MAX_ALTERNATIVES = 1_000

function expandBraces(text: string): readonly string[] {
  let pending = [text]
  const done: string[] = []
  while (pending.length > 0) {
    const next: string[] = []
    for (const candidate of pending) {
      const braces = firstBraces(candidate)
      if (braces === undefined) done.push(candidate)
      else {
        const { before, alternatives, after } = braces
        for (const alternative of alternatives) next.push(`${before}${alternative}${after}`)
      }
    }
    if (next.length + done.length > MAX_ALTERNATIVES) return [text]
    pending = next
  }
  return [...new Set(done)]
}

interface Braces {
  readonly before: string
  readonly alternatives: readonly string[]
  readonly after: string
}

/** The first `{…,…}` with its alternatives at its own level; braces without a comma are ordinary text. */
function firstBraces(text: string): Braces | undefined {
  for (let open = text.indexOf('{'); open !== -1; open = text.indexOf('{', open + 1)) {
    const alternatives: string[] = []
    let depth = 0
    let from = open + 1
    for (let at = open; at < text.length; at += 1) {
      const character = text[at]
      if (character === '{') depth += 1
      if (character === '}') depth -= 1
      if ((character === ',' && depth === 1) || depth === 0) {
        alternatives.push(text.slice(from, at))
        from = at + 1
      }
      if (depth === 0) break
    }
    if (depth === 0 && alternatives.length > 1) {
      return { before: text.slice(0, open), alternatives, after: text.slice(from) }
    }
  }
  return undefined
}

function toSegment(part: string): Segment {
  if (part === '**') return { kind: 'any-depth' }
  if (!/[*?[]/.test(part)) return { kind: 'name', name: part }
  const tests = toTests(part)
  const hidden = part.startsWith('.')
  return {
    kind: 'wildcard',
    matches: (name) => (hidden || !name.startsWith('.')) && matchesAll([...name], tests),
  }
}

type CharacterTest = 'star' | ((character: string) => boolean)

function toTests(part: string): readonly CharacterTest[] {
  const characters = [...part]
  const tests: CharacterTest[] = []
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? ''
    if (character === '*') {
      if (tests.at(-1) !== 'star') tests.push('star')
    } else if (character === '?') tests.push(() => true)
    else {
      // A `]` directly after the opening (or its `!`) belongs to the set.
      const first = at + (/[!^]/.test(characters[at + 1] ?? '') ? 2 : 1)
      const close = character === '[' ? characters.indexOf(']', first + 1) : -1
      if (close === -1) tests.push((other) => other === character)
      else {
        tests.push(toSet(characters.slice(first, close), first === at + 2))
        at = close
      }
    }
  }
  return tests
}

function toSet(members: readonly string[], negated: boolean): (character: string) => boolean {
  const ranges: (readonly [string, string])[] = []
  for (let at = 0; at < members.length; at += 1) {
    const low = members[at] ?? ''
    const isRange = members[at + 1] === '-' && at + 2 < members.length
    ranges.push([low, isRange ? (members[at + 2] ?? low) : low])
    if (isRange) at += 2
  }
  return (character) =>
    ranges.some(([low, high]) => low <= character && character <= high) !== negated
}

/** Matches with one point to go back to, the last star: linear for each star, never exponential. */
function matchesAll(name: readonly string[], tests: readonly CharacterTest[]): boolean {
  let at = 0
  let test = 0
  let star = -1
  let starAt = 0
  while (at < name.length) {
    const current = tests[test]
    if (current === 'star') {
      star = test
      starAt = at
      test += 1
    } else if (current?.(name[at] ?? '')) {
      at += 1
      test += 1
    } else if (star !== -1) {
      starAt += 1
      at = starAt
      test = star + 1
    } else return false
  }
  while (tests[test] === 'star') test += 1
  return test === tests.length
}
