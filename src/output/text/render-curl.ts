import { type InstanceSpec, rungsOfSpec } from '../../definitions/instance-spec.ts'
import { parseTemplate } from '../../definitions/interpolation/template.ts'
import { reveal, Secret, type WithSecrets } from '../../model/secret.ts'
import { MARKER_KEY } from '../../plan/marker.ts'
import { jsonText } from '../json/compact-json.ts'
import { type ShellReference, shellReference, shellText } from './shell-reference.ts'

export interface CurlOptions {
  /** `references`: secrets are references to variables of the shell; `clear`: their values. */
  readonly secrets: 'references' | 'clear'
  readonly baseUrl: string
  /** Names the variable that holds the API key. */
  readonly keyVariable: string
  /** Whether `apply` would add a marker. */
  readonly marker: boolean
}

/**
 * The create calls as commands for sh, bash and their kin, to be pasted: each sends the body that `apply` would send. A
 * reference is expanded by the shell, in double quotes; nothing else is, by any shell. Where a variable is not set that a
 * body needs, the shell says so and sends nothing.
 */
export function renderCurl(specs: readonly InstanceSpec[], options: CurlOptions): string {
  const { baseUrl, keyVariable, marker } = options
  const url = `${baseUrl.replace(/\/+$/, '')}/gpu-instance/openapi/v1/gpu/instance/create`
  const opaque = new Map<Secret<string | number | boolean>, string>()
  const calls = specs.flatMap(rungsOf).map(({ spec: { name, body }, said }) => {
    const shown = options.secrets === 'clear' ? reveal(body) : body
    const writing: Writing = { entry: name, opaque, demands: new Set(), escapes: false }
    const data = json(shown, '', [], writing)
    const demands = [...writing.demands].map((demand) => `"${demand}"`)
    const text = [
      ...said,
      ...(demands.length === 0 ? [] : [`: ${demands.join(' ')} &&`]),
      `curl --request POST --url ${quote(url)} \\`,
      `  --header "Authorization: Bearer $${keyVariable}" \\`,
      `  --header 'Content-Type: application/json' \\`,
      `  --data '${data}'\n`,
    ].join('\n')
    return { text, escapes: writing.escapes }
  })
  const head = [
    ...(marker && calls.length > 0 ? [WITHOUT_MARKER] : []),
    ...(calls.some(({ escapes }) => escapes) ? [ESCAPE] : []),
  ]
  return [...head.map((line) => `${line}\n`), calls.map(({ text }) => text).join('\n')].join('')
}

/** Each body of an entry, and what is said before it: only one of them is to be sent. */
const rungsOf = (spec: InstanceSpec) =>
  rungsOfSpec(spec).map((each, nth) => ({
    spec: each,
    said:
      nth === 0 ? [] : [`# Item ${nth} of its fallback: only where the one before it is sold out.`],
  }))

/** A marker names an attempt of the ledger, and a command that is pasted is none. */
const WITHOUT_MARKER = `# Without ${MARKER_KEY}, which apply adds: the ledger does not know what these commands create. Record it with ppi-apply adopt NAME ID.`

/**
 * Prints a string as it is between the quotes of JSON, for any value of a variable. The full stop keeps line feeds at the
 * end, which a substitution drops.
 */
const ESCAPE = String.raw`ppi_json() { printf '%s.' "$1" | awk 'BEGIN { for (i = 1; i < 32; i++) e[sprintf("%c", i)] = sprintf("\\u%04x", i); e["\""] = "\\\""; e["\\"] = "\\\\" } { if (NR > 1) t = t "\\n"; for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); t = t (c in e ? e[c] : c) } } END { printf "%s", substr(t, 1, length(t) - 1) }'; }`

/** One body on its way into single quotes. */
interface Writing {
  readonly entry: string | undefined
  /** The variables that stand for secrets which are written in the file. */
  readonly opaque: Map<Secret<string | number | boolean>, string>
  /** What the shell has to have before anything is sent. */
  readonly demands: Set<string>
  escapes: boolean
}

/** JSON of two spaces a level, inside single quotes that are left for each reference. */
function json(
  value: WithSecrets,
  indent: string,
  path: readonly string[],
  writing: Writing,
): string {
  if (value instanceof Secret) return secret(value, path, writing)
  if (typeof value !== 'object' || value === null) return literal(jsonText(value))
  const inner = `${indent}  `
  const isArray = Array.isArray(value)
  const members = Object.entries(value as Readonly<Record<string, WithSecrets>>).map(
    ([key, member]) =>
      `${inner}${isArray ? '' : `${literal(jsonText(key))}: `}${json(member, inner, [...path, key], writing)}`,
  )
  const [open, close] = isArray ? '[]' : '{}'
  return members.length === 0
    ? `${open}${close}`
    : `${open}\n${members.join(',\n')}\n${indent}${close}`
}

function secret(
  value: Secret<string | number | boolean>,
  path: readonly string[],
  writing: Writing,
): string {
  const isText = typeof value.reveal() === 'string'
  const inQuotes = (text: string) => (isText ? `"${text}"` : text)
  const expanded = ({ value: expression, demand }: ShellReference): string => {
    if (demand !== undefined) writing.demands.add(demand)
    if (!isText) return `'"${expression}"'`
    writing.escapes = true
    return `'"$(ppi_json "${expression}")"'`
  }
  const { source, hidesWords } = value.written ?? { source: '', hidesWords: true }
  const { parts } = parseTemplate(source)
  const pieces = parts.map((part) => {
    if (part.kind !== 'reference') return part.kind === 'dollar' ? '$' : part.text
    return shellReference(part, hidesWords)
  })
  if (value.written === undefined || pieces.includes(undefined)) {
    return inQuotes(expanded(opaqueReference(value, path, writing)))
  }
  return inQuotes(
    pieces
      .filter((piece) => piece !== undefined)
      .map((piece) =>
        typeof piece === 'string' ? literal(jsonText(piece).slice(1, -1)) : expanded(piece),
      )
      .join(''),
  )
}

/** A variable for what the file says unmasked and nobody may see. */
function opaqueReference(
  value: Secret<string | number | boolean>,
  path: readonly string[],
  { entry, opaque }: Writing,
): ShellReference {
  const name = opaque.get(value) ?? `PPI_SECRET_${opaque.size + 1}`
  opaque.set(value, name)
  const where = `${path.join('.')}${entry === undefined ? '' : ` of ${entry}`}`
  const why = `set it to ${where}, which is a secret of the file that render --show-secrets prints`
  return { value: `\${${name}}`, demand: `\${${name}?${shellText(why)}}` }
}

/** JSON inside single quotes. JSON has an escape for what would end them, and for what some shells look for there too. */
const literal = (text: string): string => text.replaceAll("'", '\\u0027').replaceAll('!', '\\u0021')

/** One argument of a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
