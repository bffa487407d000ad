import type { Node } from '../source/tree.ts'
import { type Draft, HOLE, type Plain } from './cast.ts'
import { digestOf } from './digest.ts'
import { replicaNames } from './entry-rules.ts'
import type { CreateBody, EntryKey, InstanceSpec, SpecDigest } from './instance-spec.ts'
import { guardAt, shownSecret } from './mask.ts'
import { isList, isMap, textMember } from './rule.ts'
import { type Guarded, Secret } from './secret.ts'
import type { Path } from './spot.ts'

/**
 * Turns valid drafts into what would be sent, in file order: own fields in the order written, then inherited
 * ones; `replicas` become several specs, a list of `ports` the API's text, a map of `envs` the API's list.
 * What is written empty is sent empty.
 */
export function toSpecs(drafts: readonly Draft[]): readonly InstanceSpec[] {
  const unnamed = new Map<SpecDigest, number>()
  const specs: InstanceSpec[] = []
  for (const draft of drafts) {
    const body = bodyOf(draft)
    const { definition } = draft
    for (const name of replicaNames(draft)) {
      const own = name === undefined || name === body.name ? body : { ...body, name }
      const digest = digestOf(own)
      const key = name === undefined ? unnamedKey(digest, unnamed) : (name as EntryKey)
      specs.push({ key, name, body: own, digest, place: definition.place, definition })
    }
  }
  return specs
}

/** `~<digest>#n`, counted from 1 through the whole fleet. */
function unnamedKey(digest: SpecDigest, counts: Map<SpecDigest, number>): EntryKey {
  const count = (counts.get(digest) ?? 0) + 1
  counts.set(digest, count)
  return `~${digest}#${count}` as EntryKey
}

/** The draft's own value, but for `replicas`, secrets, and the second forms of `ports` and `envs`. */
function bodyOf(draft: Draft): CreateBody {
  let body: Sending = draft.value.replicas === undefined ? draft.value : withoutReplicas(draft)
  for (const { key, value: node } of draft.definition.fields) {
    const value = draft.value[key]
    if (key === 'replicas' || value === undefined) continue
    const sent = fieldOf(draft, key, node, value)
    if (sent !== value) body = { ...body, [key]: sent }
  }
  // Every field has been looked at.
  return body as CreateBody
}

/** On its way from a draft to a body: what has not been looked at may be a hole. */
type Sending = { readonly [field: string]: Plain | Guarded }

function withoutReplicas({ value: { replicas: _replicas, ...others } }: Draft): Sending {
  return others
}

function fieldOf(draft: Draft, key: string, node: Node, value: Plain): Guarded {
  switch (key) {
    case 'ports':
      return isList(value) ? value.map((port) => String(port).trim()).join(', ') : known(value)
    case 'envs':
      return envsOf(draft, node, value)
    case 'imageAuth':
    case 'command':
    case 'entrypoint':
      return guarded(draft, { path: [key], envKey: undefined }, node, value)
    default:
      return known(value)
  }
}

function envsOf(draft: Draft, node: Node, value: Plain): Guarded {
  if (node.kind === 'map' && isMap(value)) {
    return node.pairs.map((pair) => ({
      key: pair.key,
      value: guarded(
        draft,
        { path: ['envs', pair.key], envKey: pair.key },
        pair.value,
        value[pair.key] ?? '',
      ),
    }))
  }
  if (node.kind !== 'seq' || !isList(value)) return known(value)
  const sent: Guarded[] = []
  for (const [index, item] of node.items.entries()) {
    sent.push(envOf(draft, index, item, value[index] ?? ''))
  }
  return sent.every((env, index) => env === value[index]) ? known(value) : sent
}

function envOf(draft: Draft, index: number, item: Node, value: Plain): Guarded {
  if (item.kind !== 'map' || !isMap(value)) return known(value)
  const envKey = textMember(value, 'key')
  let env: Sending = value
  for (const { key, value: member } of item.pairs) {
    const written = value[key] ?? ''
    const sent = guarded(draft, { path: ['envs', index, key], envKey }, member, written)
    if (sent !== written) env = { ...env, [key]: sent }
  }
  // Every member has been looked at.
  return env as CreateBody
}

function guarded(
  draft: Draft,
  { path, envKey }: { path: Path; envKey: string | undefined },
  node: Node,
  value: Plain,
): Guarded {
  if (node.kind !== 'scalar' || typeof value !== 'string') return known(value)
  const expansion = draft.expansions.get(node)
  const guard = guardAt({ path, expansion, envKey })
  // An empty `imageAuth` is the API's way to say none.
  const none = path[0] === 'imageAuth' && expansion === undefined && value === ''
  return guard === undefined || none ? value : new Secret(value, shownSecret(guard, expansion))
}

/** A draft that is valid has no holes. */
function known(value: Plain): Whole {
  if (!isWhole(value)) throw new Error('a definition with a hole is not valid')
  return value
}

type Whole =
  | Exclude<Plain, typeof HOLE | object>
  | readonly Whole[]
  | { readonly [key: string]: Whole }

function isWhole(value: Plain): value is Whole {
  if (isList(value)) return value.every(isWhole)
  return isMap(value) ? Object.values(value).every(isWhole) : value !== HOLE
}
