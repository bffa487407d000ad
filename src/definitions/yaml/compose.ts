import { Composer, type Document, type ScalarTag, type YAMLError } from 'yaml'
import { type Problem, tokensOf } from './tokens.ts'

/** One YAML document with its problems; at the end of a string perhaps problems alone. */
export interface Composed {
  readonly document: Document.Parsed | undefined
  readonly problems: readonly Problem[]
}

/** Composes the documents of a string one after the other. */
export function* composeText(text: string): Generator<Composed, void> {
  const composer = new Composer(OPTIONS)
  let noticed: Problem[] = []
  const finish = (document: Document.Parsed, end: number): Composed => {
    const mine = noticed.filter(({ start }) => start < end)
    noticed = noticed.filter(({ start }) => start >= end)
    return { document, problems: [...problemsOf(document), ...mine] }
  }
  for (const token of tokensOf(text, (problem) => noticed.push(problem))) {
    const start = 'offset' in token ? token.offset : 0
    for (const document of composer.next(token)) yield finish(document, start)
  }
  for (const document of composer.end()) yield finish(document, Number.POSITIVE_INFINITY)
  const rest = [...problemsOf(composer.streamInfo()), ...noticed]
  if (rest.length > 0) yield { document: undefined, problems: rest }
}

const problemsOf = ({
  errors,
  warnings,
}: {
  readonly errors: readonly YAMLError[]
  readonly warnings: readonly YAMLError[]
}): readonly Problem[] => [
  ...errors.map((error) => toProblem(error, false)),
  ...warnings.map((warning) => toProblem(warning, true)),
]

/** The package's sentences are left behind: nothing is told by them, and nothing shows them. */
const toProblem = ({ code, pos }: YAMLError, isWarning: boolean): Problem => ({
  code,
  start: pos[0],
  end: pos[1],
  isWarning,
})

/** The package's own test for a tagged float wants a point: `!!float 3` would be refused. */
const TAGGED_FLOAT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: false,
  resolve(text, onError) {
    if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text)
    if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) {
      return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    }
    if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN
    onError('Unresolved tag: tag:yaml.org,2002:float')
    return text
  },
}

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  prettyErrors: false,
  // Uniqueness is ours: the package compares each key with every other one and does not look through aliases.
  uniqueKeys: false,
  resolveKnownTags: false,
  customTags: (tags) => [...tags, TAGGED_FLOAT],
} satisfies ConstructorParameters<typeof Composer>[0]
