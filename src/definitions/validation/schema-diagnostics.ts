import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { Location } from '../../model/location.ts'
import { oddCharacter } from '../../model/odd-character.ts'
import { unreachable } from '../../model/unreachable.ts'
import { LIMIT_SETS } from '../../schema/limit-sets.ts'
import type { SchemaError } from '../../schema/schema-error.ts'
import { labelOf, type Path } from '../value-path.ts'
import { type CastValue, UNKNOWN_VALUE, type UnvalidatedEntry } from './cast.ts'
import { commandHint } from './command-hint.ts'
import { withUsualType } from './port.ts'
import { describeAt, isList, isMap } from './rule.ts'
import { keysAt, lineFor, mapAt, meantKey, shapeHint, typesAt } from './schema-hints.ts'
import { aliasAt, locationAt, nodeAt, valueNodeAt } from './value-location.ts'

/** A validator that the schema was compiled to. */
export type Validator = (value: unknown) => readonly SchemaError[]

export interface Checked {
  readonly diagnostics: readonly Diagnostic[]
  /** The draft with a hole for each field that is wrong in itself or written under a wrong key: rules pass over it. */
  readonly draft: UnvalidatedEntry
}

/** Compares a draft with its schema and says in our words what is wrong: one finding for one mistake. */
export function check(draft: UnvalidatedEntry, validate: Validator): Checked {
  const errors = validate(draft.value)
  if (errors.length === 0) return { diagnostics: [], draft }
  const diagnostics: Diagnostic[] = []
  const meant = new Set<string>()
  const short = new Set<string>()
  const wrong: { [field: string]: typeof UNKNOWN_VALUE } = {}
  for (const error of errors) {
    const path = pathTo(draft.value, error.instancePath)
    if (path.length === 1 && WRONG_IN_ITSELF.has(error.keyword))
      wrong[String(path[0])] = UNKNOWN_VALUE
    if (error.keyword !== 'additionalProperties') continue
    const key = error.params.additionalProperty
    if (isShortEnv(draft, path)) {
      short.add(labelOf(path))
      diagnostics.push(diagnose('envs-item-short', locationAt(draft.definition, path), { key }))
      continue
    }
    const instead = meantKey(path, key)
    diagnostics.push(unknownKey(draft, path, key, instead))
    if (instead === undefined) continue
    meant.add(labelOf([...path, instead]))
    if (path.length === 0 && draft.value[instead] === undefined) wrong[instead] = UNKNOWN_VALUE
  }
  for (const error of errors) {
    const path = pathTo(draft.value, error.instancePath)
    if (error.keyword === 'required' && short.has(labelOf(path))) continue
    const found = findingOf(draft, path, error, meant)
    if (found !== undefined) diagnostics.push(found)
  }
  return { diagnostics, draft: { ...draft, value: { ...draft.value, ...wrong } } }
}

/** Whether an item of `envs` is written as in other tools: `- NAME: value`. */
function isShortEnv({ value }: UnvalidatedEntry, path: Path): boolean {
  if (path[0] !== 'envs' || path.length !== 2) return false
  const item = valueAt(value, path)
  return isMap(item) && Object.keys(item).length === 1
}

/** Not the lengths: the form of a string that is too long can still be told. */
const WRONG_IN_ITSELF: ReadonlySet<SchemaError['keyword']> = new Set([
  'type',
  'enum',
  'minimum',
  'maximum',
])

function unknownKey(
  draft: UnvalidatedEntry,
  path: Path,
  key: string,
  meant: string | undefined,
): Diagnostic {
  const full = [...path, key]
  const place = valueNodeAt(draft.definition, full)?.keyPlace ?? locationAt(draft.definition, path)
  const odd = Array.from(key).find((character) => oddCharacter(character) !== undefined)
  if (odd !== undefined) {
    return diagnose('odd-character-in-key', characterIn(place, odd), { character: odd })
  }
  const map = mapAt(path)
  return diagnose('unknown-key', place, {
    key,
    around: labelOf(path),
    meant: meant === undefined ? undefined : `${map === '' ? '' : `${map}.`}${meant}`,
    known: keysAt(path),
    extension: key.startsWith('x-'),
  })
}

/** Where a character is in a piece of a file; the piece where it is written as an escape. */
function characterIn(place: Location, character: string): Location {
  const { start, end } = place.span
  const at = place.file.text.slice(start, end).indexOf(character)
  if (at === -1) return place
  return { ...place, span: { start: start + at, end: start + at + character.length } }
}

function findingOf(
  draft: UnvalidatedEntry,
  path: Path,
  error: SchemaError,
  meant: ReadonlySet<string>,
): Diagnostic | undefined {
  const value = valueAt(draft.value, path)
  if (value === UNKNOWN_VALUE || value === undefined) return undefined
  const place = locationAt(draft.definition, path)
  switch (error.keyword) {
    case 'additionalProperties':
    case 'pattern':
      // Told already; and no schema of definitions has a pattern, since rules can point into the text.
      return undefined
    case 'required': {
      const key = error.params.missingProperty
      if (meant.has(labelOf([...path, key]))) return undefined
      // A merge that failed may have held the key: that finding is told already.
      const node = nodeAt(draft.definition, path)
      if (node?.kind === 'map' && node.incomplete === true) return undefined
      const args = { key, around: labelOf(path), write: lineFor(path, key) }
      return diagnose('missing-key', place, args)
    }
    case 'type':
      return wrongType(draft, path, value)
    case 'enum':
      return diagnose('value-not-allowed', place, {
        ...describeAt(draft, path),
        allowed: error.params.allowedValues,
        text: typeof value === 'string' ? value : undefined,
      })
    case 'minimum': {
      const args = { ...describeAt(draft, path), least: error.params.limit }
      if (path[0] === 'rootfsSize') return diagnose('root-disk-too-small', place, args)
      const isNone = path[0] === 'gpuNum' && value === 0
      return diagnose('number-too-small', place, {
        ...args,
        without: isNone ? (draft.value.kind === 'cpu' ? 'cpu' : 'gpu') : undefined,
      })
    }
    case 'maximum':
      return diagnose('number-too-large', place, {
        ...describeAt(draft, path),
        most: error.params.limit,
      })
    case 'minLength':
      return diagnose('text-empty', place, describeAt(draft, path))
    case 'maxLength':
      return diagnose('text-too-long', place, {
        ...describeAt(draft, path),
        most: error.params.limit,
        set: error.set,
      })
    case 'maxItems':
    case 'maxProperties':
      return diagnose('too-many-items', place, {
        field: labelOf(path),
        count: isList(value) ? value.length : Object.keys(value).length,
        most: error.params.limit,
        set: error.set ?? 'reference',
        later: labelOf(path) === 'envs' ? LIMIT_SETS.current.envs : undefined,
      })
    default:
      return unreachable(error)
  }
}

function wrongType(draft: UnvalidatedEntry, path: Path, value: CastValue): Diagnostic | undefined {
  const wanted = typesAt(path)
  const is = typeOf(value)
  if (wanted.some((type) => type === is || (type === 'number' && is === 'integer')))
    return undefined
  const place = locationAt(draft.definition, path)
  const node = nodeAt(draft.definition, path)
  const what = describeAt(draft, path)
  const written = node?.kind === 'scalar' ? sourceOf(draft, path) : undefined
  // Quotes make a string of a number, but no duration.
  const isText = wanted.includes('string') && !wanted.includes('integer')
  if (isText && written !== undefined && typeof value !== 'string') {
    const port = path[0] === 'ports' || labelOf(path).endsWith('.port')
    return diagnose('unquoted-text', place, {
      ...what,
      write:
        what.hidden === true
          ? undefined
          : path[0] === 'ports'
            ? portMeant(written)
            : `"${written}"`,
      port: port && path[0] === 'ports',
    })
  }
  const args = {
    ...what,
    wanted: [...wanted],
    write: typeof value === 'string' ? unquoted(value, wanted) : undefined,
    quoted: node?.kind === 'scalar' && node.style !== 'plain',
    hint: commandHint(draft, path) ?? shapeHint(path),
  }
  // What an anchor holds may be right at another of its aliases.
  const alias = aliasAt(draft.definition, path)
  if (alias === undefined) return diagnose('wrong-type', place, args)
  return diagnose('wrong-type', alias, args, [{ message: 'the value is written here', place }])
}

/** `22` with its type; of `22.5` nobody knows what it is. */
const portMeant = (written: string): string | undefined =>
  /^\d{1,5}$/.test(written) ? withUsualType(written) : undefined

/** What a quoted number or a word of older YAML was meant to be. */
function unquoted(text: string, wanted: readonly string[]): string | undefined {
  if (wanted.includes('integer') && /^-?\d+$/.test(text)) return String(Number(text))
  if (wanted.includes('number') && /^\d+(?:\.\d+)?$/.test(text)) return String(Number(text))
  if (!wanted.includes('boolean')) return undefined
  if (/^(?:true|yes|on|y|1)$/i.test(text)) return 'true'
  return /^(?:false|no|off|n|0)$/i.test(text) ? 'false' : undefined
}

function sourceOf(draft: UnvalidatedEntry, path: Path): string {
  const { file, span } = locationAt(draft.definition, path)
  return file.text.slice(span.start, span.end)
}

function typeOf(value: CastValue): string {
  if (isList(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** A JSON Pointer of a validator as a path: a token is an index where there is a list. */
function pathTo(root: CastValue, pointer: string): Path {
  const path: (string | number)[] = []
  let value: CastValue | undefined = root
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (isList(value)) {
      path.push(Number(key))
      value = value[Number(key)]
    } else {
      path.push(key)
      value = isMap(value) ? value[key] : undefined
    }
  }
  return path
}

function valueAt(root: CastValue, path: Path): CastValue | undefined {
  let value: CastValue | undefined = root
  for (const token of path) {
    if (isList(value)) value = value[Number(token)]
    else value = isMap(value) ? value[String(token)] : undefined
  }
  return value
}
