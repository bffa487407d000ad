import type { Holdings } from '../../../api/holdings.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { columns } from '../../terminal/columns.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { yamlWord } from '../yaml-word.ts'

/** A table whose rows end in what a file would say. */
export function holdingsText(holdings: Holdings, style: Style): string {
  const [heads, ...rows] = tableOf(holdings)
  const lines =
    heads === undefined || rows.length === 0
      ? [NOTHING[holdings.kind]]
      : columns([heads, ...rows.map((row) => row.map(plain))]).map((line, at) =>
          at === 0 ? style.dim(line) : line,
        )
  const more = holdings.isWhole
    ? []
    : [
        '',
        style.yellow(
          'There may be more: the service did not say that these are all, or they are in another form.',
        ),
      ]
  return `${[...lines, ...more].join('\n')}\n`
}

const NOTHING = {
  clusters: 'The service lists no clusters.',
  images: 'There are no such images.',
  storages: 'The account has no network storage. It is made in the console of the service.',
  networks: 'The account has no network. It is made in the console of the service.',
  auths: 'The account holds no registry login. It is saved in the console of the service.',
} as const satisfies Record<Holdings['kind'], string>

type Row = readonly string[]

/** Unknown is `?`; names are not unique, so ids come first. */
function tableOf(holdings: Holdings): readonly Row[] {
  switch (holdings.kind) {
    case 'clusters':
      return [
        ['cluster', 'name', 'gpus', 'network storage', 'networks', IN_A_FILE],
        ...holdings.items.map((cluster) => [
          cluster.id,
          cluster.name,
          cluster.availableGpuTypes?.join(', ') ?? UNKNOWN,
          yesOrNo(cluster.supportNetworkStorage),
          yesOrNo(cluster.supportInstanceNetwork),
          `clusterId: ${yamlWord(cluster.id)}`,
        ]),
      ]
    case 'images':
      return [
        ['image', 'name', IN_A_FILE],
        ...holdings.items.map(({ id, name, url }) => [
          id ?? url ?? UNKNOWN,
          name ?? UNKNOWN,
          url === undefined ? UNKNOWN : `imageUrl: ${yamlWord(url)}`,
        ]),
      ]
    case 'storages':
      return [
        ['storage', 'name', 'size', 'cluster', IN_A_FILE],
        ...holdings.items.map(({ id, name, size, clusterId }) => [
          id,
          name ?? UNKNOWN,
          size === undefined ? UNKNOWN : `${size} GB`,
          clusterId ?? UNKNOWN,
          `networkStorages: [{ Id: ${yamlWord(id)}, mountPoint: /network }]`,
        ]),
      ]
    case 'networks':
      return [
        ['network', 'name', 'addresses', 'cluster', IN_A_FILE],
        ...holdings.items.map(({ id, name, segment, clusterId }) => [
          id,
          name ?? UNKNOWN,
          segment ?? UNKNOWN,
          clusterId ?? UNKNOWN,
          `networkId: ${yamlWord(id)}`,
        ]),
      ]
    case 'auths':
      return [
        ['login', 'name', 'user', IN_A_FILE],
        ...holdings.items.map(({ id, name, username }) => [
          id,
          name ?? UNKNOWN,
          username ?? UNKNOWN,
          `imageAuthId: ${yamlWord(id)}`,
        ]),
      ]
    default:
      return unreachable(holdings)
  }
}

const IN_A_FILE = 'in a file'

const UNKNOWN = '?'

const yesOrNo = (value: boolean | undefined): string =>
  value === undefined ? UNKNOWN : value ? 'yes' : 'no'
