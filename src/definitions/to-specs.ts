import { mask, reveal, Secret, type WithSecrets } from '../model/secret.ts'
import { isOwnFieldName } from '../schema/fields.generated.ts'
import type { Definition } from './definition.ts'
import { digestOf } from './digest.ts'
import type { CreateBody, EntryKey, InstanceSpec, SpecDigest } from './instance-spec.ts'
import { asLiteral } from './interpolation/as-literal.ts'
import { print } from './interpolation/print-template.ts'
import {
  secretKindAt,
  secretKindOfPlace,
  shownSecret,
  writtenSecret,
} from './secrets/classify-secret.ts'
import { toLife } from './to-life.ts'
import { type CastValue, UNKNOWN_VALUE, type UnvalidatedEntry } from './validation/cast.ts'
import { replicaNames } from './validation/entry-rules.ts'
import { isList, isMap, textMember } from './validation/rule.ts'
import type { Path } from './value-path.ts'
import type { Node, ScalarNode } from './yaml/tree.ts'

/**
 * Turns valid drafts into what would be sent, in file order: own fields in the order written, then inherited
 * ones; `replicas` become several specs, a list of `ports` the API's text, a map of `envs` the API's list.
 * What is written empty is sent empty.
 */
export function toSpecs(drafts: readonly DraftedEntry[]): readonly InstanceSpec[] {
  const unnamed = new Map<SpecDigest, number>()
  const specs: InstanceSpec[] = []
  for (const { entry: draft, rungs } of drafts) {
    const whole = withBody(draft)
    const ladder = rungs.map(withBody)
    const life = toLife(draft)
    const maxHourly = maxHourlyOf(draft)
    for (const name of replicaNames(draft)) {
      const key = name === undefined ? unnamedKey(keyDigestOf(draft), unnamed) : (name as EntryKey)
      const { place } = draft.definition
      const toSpec = ({ body, definition }: WithBody, fallback: readonly InstanceSpec[]) => {
        const own = name === undefined || name === body.name ? body : { ...body, name }
        const digest = digestOf(own)
        return { key, name, body: own, digest, fallback, maxHourly, life, place, definition }
      }
      specs.push(
        toSpec(
          whole,
          ladder.map((rung) => toSpec(rung, [])),
        ),
      )
    }
  }
  return specs
}

/** An entry, and what its `fallback` lays over it, each as an entry of its own. */
export interface DraftedEntry {
  readonly entry: UnvalidatedEntry
  readonly rungs: readonly UnvalidatedEntry[]
}

interface WithBody {
  readonly body: CreateBody
  readonly definition: Definition
}

const withBody = (draft: UnvalidatedEntry): WithBody => ({
  body: bodyOf(draft),
  definition: draft.definition,
})

const maxHourlyOf = ({ value: { maxHourly } }: UnvalidatedEntry): number | undefined =>
  typeof maxHourly === 'number' ? maxHourly : undefined

/**
 * What an entry without a name is known by: its digest with every reference as it is written. Else it would become
 * another entry, and be created again, when another file of the run makes one of its variables secret.
 */
const keyDigestOf = (draft: UnvalidatedEntry): SpecDigest => digestOf(bodyOf(draft, sourceOnly))

/** `~<digest>#n`, counted from 1 through the whole fleet. */
function unnamedKey(digest: SpecDigest, counts: Map<SpecDigest, number>): EntryKey {
  const count = (counts.get(digest) ?? 0) + 1
  counts.set(digest, count)
  return `~${digest}#${count}` as EntryKey
}

/** The draft's own value, but for the keys that are ours, secrets, and the second forms of `ports` and `envs`. */
function bodyOf(draft: UnvalidatedEntry, guard: SecretPlace = guarded): CreateBody {
  let body: Sending = apiFieldsOf(draft)
  for (const { key, value: node } of draft.definition.fields) {
    const value = draft.value[key]
    if (isOwnFieldName(key) || value === undefined) continue
    const sent = fieldOf({ draft, guard }, key, node, value)
    if (sent !== value) body = { ...body, [key]: sent }
  }
  // Every field has been looked at.
  return body as CreateBody
}

/** On its way from a draft to a body: what has not been looked at may be a hole. */
type Sending = { readonly [field: string]: CastValue | WithSecrets }

/** The very value where none of its keys is ours. */
function apiFieldsOf({ value }: UnvalidatedEntry): Sending {
  if (!Object.keys(value).some(isOwnFieldName)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !isOwnFieldName(key)))
}

/** Makes what is sent of one scalar. */
type SecretPlace = (
  draft: UnvalidatedEntry,
  standing: Standing,
  node: ScalarNode,
  value: CastValue,
) => WithSecrets

interface Sender {
  readonly draft: UnvalidatedEntry
  readonly guard: SecretPlace
}

function fieldOf(sender: Sender, key: string, node: Node, value: CastValue): WithSecrets {
  const sent = sentOf(sender, { path: [key] }, node, value)
  if (key === 'ports' && isGuardedList(sent)) return joined(sent)
  // The service takes a list of variables; a map is our own form.
  if (key !== 'envs' || node.kind !== 'map' || typeof sent !== 'object') return sent
  return Object.entries(sent ?? {}).map(([name, text]) => ({ key: name, value: text }))
}

const isGuardedList = (value: WithSecrets): value is readonly WithSecrets[] => Array.isArray(value)

/** The API's text for a list of ports. */
function joined(ports: readonly WithSecrets[]): WithSecrets {
  const value = ports.map((port) => String(reveal(port)).trim()).join(', ')
  if (!ports.some((port) => port instanceof Secret)) return value
  const shown = ports.map((port) => String(mask(port)).trim()).join(', ')
  const source = ports
    .map((port) =>
      port instanceof Secret ? (port.written?.source ?? '') : asLiteral(String(port)),
    )
    .map((each) => each.trim())
    .join(', ')
  return new Secret(value, shown, { source, hidesWords: false })
}

/** Where a value is, and for a value of `envs` which variable it is for. */
interface Standing {
  readonly path: Path
  readonly envKey?: string | undefined
}

/** A value with its secrets guarded; the very value where there is none. */
function sentOf(
  sender: Sender,
  { path, envKey }: Standing,
  node: Node,
  value: CastValue,
): WithSecrets {
  if (node.kind === 'scalar') return sender.guard(sender.draft, { path, envKey }, node, value)
  if (node.kind === 'seq' && isList(value)) {
    const sent: WithSecrets[] = []
    for (const [index, item] of node.items.entries()) {
      sent.push(sentOf(sender, { path: [...path, index], envKey }, item, value[index] ?? ''))
    }
    return sent.every((item, index) => item === value[index]) ? known(value) : sent
  }
  if (node.kind !== 'map' || !isMap(value)) return known(value)
  let sent: { readonly [key: string]: CastValue | WithSecrets } = value
  for (const { key, value: member } of node.pairs) {
    const written = value[key] ?? ''
    // In the map form of `envs` the key is the variable; in the list form it is beside the value.
    const name = path.length === 1 ? key : textMember(value, 'key')
    const own = sentOf(sender, { path: [...path, key], envKey: name }, member, written)
    if (own !== written) sent = { ...sent, [key]: own }
  }
  // Every member has been looked at.
  return sent as WithSecrets
}

function guarded(
  draft: UnvalidatedEntry,
  { path, envKey }: Standing,
  node: ScalarNode,
  value: CastValue,
): WithSecrets {
  if (value === UNKNOWN_VALUE || isList(value) || isMap(value)) return known(value)
  const expansion = draft.expansions.get(node)
  const guard = secretKindAt({ path, expansion, envKey })
  if (guard === undefined || (typeof value !== 'string' && expansion?.secret !== true)) return value
  // An empty `imageAuth` is the API's way to say none.
  const none = path[0] === 'imageAuth' && expansion === undefined && value === ''
  if (none) return value
  return new Secret<string | number | boolean>(
    value,
    shownSecret(guard, expansion),
    writtenSecret(guard, expansion),
  )
}

/** As `guarded`, but a reference counts as it is written, wherever it is. */
const sourceOnly: SecretPlace = (draft, standing, node, value) => {
  const expansion = draft.expansions.get(node)
  const guard = secretKindOfPlace({ ...standing, envKey: standing.envKey, expansion })
  if (guard !== undefined || expansion?.referring !== true) {
    return guarded(draft, standing, node, value)
  }
  return new Secret(expansion.text, print(expansion.template))
}

/** A draft that is valid has no holes. */
function known(value: CastValue): Whole {
  if (!isWhole(value)) throw new Error('a definition with a hole is not valid')
  return value
}

type Whole =
  | Exclude<CastValue, typeof UNKNOWN_VALUE | object>
  | readonly Whole[]
  | { readonly [key: string]: Whole }

function isWhole(value: CastValue): value is Whole {
  if (isList(value)) return value.every(isWhole)
  return isMap(value) ? Object.values(value).every(isWhole) : value !== UNKNOWN_VALUE
}
