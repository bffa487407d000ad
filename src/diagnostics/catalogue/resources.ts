import { defineDiagnostic } from '../define-diagnostic.ts'
import { code, cut, plural } from '../wording.ts'

/** What a finding says of something in the account. */
export interface Held {
  readonly id: string
  readonly name: string | undefined
  readonly clusterId: string | undefined
}

type ResourceKind = 'storage' | 'network' | 'registry-login'

/**
 * Findings about ids of things in the account. The lists of the account prove two of them, so these are errors: an apply
 * refuses before it creates. No file alone causes them, so they have no example.
 */
export const RESOURCE_KINDS = {
  'resource-unknown': defineDiagnostic<{
    kind: ResourceKind
    field: string
    id: string
    meant: Held | undefined
    held: readonly Held[]
  }>({
    severity: 'error',
    about:
      'The account has no storage, network or registry login of this id. The service would reject the entry, or create an ' +
      'instance that is billed and cannot pull its image. It is checked by `plan` and `apply` where the account lists what it has.',
    example: undefined,
    word: ({ kind: of, field, id, meant, held }) => ({
      message: `${code(field)} is ${quoted(id)}, but the account has no ${NOUNS[of]} of this id`,
      hint: unknownHint(of, meant, held),
    }),
  }),

  'resource-none-listed': defineDiagnostic<{ kind: ResourceKind; field: string; id: string }>({
    severity: 'warning',
    about:
      'The account lists no storage, network or registry login at all, so it is another account than the one that was meant, or ' +
      'the key may not read the list. The service will most likely reject the entry.',
    example: undefined,
    word: ({ kind: of, field, id }) => ({
      message: `${code(field)} is ${quoted(id)}, but the account lists no ${NOUNS[of]} at all`,
      hint: 'check that the key is one of the account that has it',
    }),
  }),

  'resource-in-other-cluster': defineDiagnostic<{
    kind: ResourceKind
    field: string
    id: string
    /** The cluster that it is in. */
    in: string
    /** The cluster that the entry names, as it may be shown. */
    wanted: string
    there: readonly Held[]
  }>({
    severity: 'error',
    about:
      'A storage and a network are in one cluster, and an instance can use them only there. The entry names another cluster, ' +
      'so the service would reject it.',
    example: undefined,
    word: ({ kind: of, field, id, in: cluster, wanted, there }) => ({
      message: `${code(field)} is ${quoted(id)}, a ${NOUNS[of]} in the cluster ${quoted(cluster)}, but ${code('clusterId')} is ${quoted(wanted)}`,
      hint: `say ${code(`clusterId: ${cluster}`)}, or name a ${NOUNS[of]} of that cluster${there.length === 0 ? ', which has none so far' : `: ${some(there)}`}`,
    }),
  }),

  'resource-cluster-not-said': defineDiagnostic<{
    kind: ResourceKind
    field: string
    cluster: string
  }>({
    severity: 'warning',
    about:
      'A storage and a network are in one cluster. Without `clusterId` the service chooses any cluster, most likely another ' +
      'one, and the create call fails.',
    example: undefined,
    word: ({ kind: of, field, cluster }) => ({
      message: `${code(field)} names a ${NOUNS[of]} in the cluster ${quoted(cluster)}, but the entry names no cluster, so that the service chooses any`,
      hint: `say ${code(`clusterId: ${cluster}`)}`,
    }),
  }),
}

const NOUNS: Readonly<Record<ResourceKind, string>> = {
  storage: 'network storage',
  network: 'VPC network',
  'registry-login': 'registry login',
}

const quoted = (text: string): string => JSON.stringify(cut(text))

/** "datasets", 7c5f… in cn-south-1. */
const described = ({ id, name, clusterId }: Held): string =>
  `${quoted(id)}${name === undefined ? '' : ` (${cut(name)})`}${clusterId === undefined ? '' : ` in ${cut(clusterId)}`}`

const some = (held: readonly Held[]): string =>
  `${held.slice(0, 3).map(described).join(', ')}${held.length > 3 ? ` and ${held.length - 3} more` : ''}`

function unknownHint(of: ResourceKind, meant: Held | undefined, held: readonly Held[]): string {
  if (meant !== undefined) return `did you mean ${described(meant)}?`
  return `the account has ${plural(held.length, NOUNS[of])}: ${some(held)}`
}
