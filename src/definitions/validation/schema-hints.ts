import { nearest } from '../../model/nearest.ts'
import { asTyped } from '../../model/odd-character.ts'
import { meaningOf } from '../../model/words.ts'
import { FIELDS, isFieldName, isOwnFieldName, OWN_FIELDS } from '../../schema/fields.generated.ts'
import { scalarTypeAt } from '../../schema/scalar-type.ts'
import type { Path } from '../value-path.ts'

/** Which map of a definition a path leads to, as people write it: `networkStorages[]`; empty for an entry. */
export const mapAt = (path: Path): string =>
  path
    .map((token, depth) => (typeof token === 'number' ? '[]' : depth === 0 ? token : `.${token}`))
    .join('')

/** The keys that a map may have. */
export function keysAt(path: Path): readonly string[] {
  const [field] = path
  if (field === undefined) return ENTRY_KEYS
  const name = String(field)
  if (isOwnFieldName(name)) return OWN_FIELDS[name].over ?? []
  return isFieldName(name) ? (INNER_KEYS.get(name) ?? []) : []
}

const ENTRY_KEYS: readonly string[] = [...Object.keys(FIELDS), ...Object.keys(OWN_FIELDS)]

const INNER_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(FIELDS).map(([name, { inner }]) => [name, Object.keys(inner ?? {})]),
)

/** The known key that a person probably meant: a common other word for it, or a near spelling. */
export function meantKey(path: Path, key: string): string | undefined {
  const known = keysAt(path)
  const plain = asTyped(key).trim()
  if (known.includes(plain)) return plain
  const word = plain.toLowerCase().replaceAll(/[-_ .]/g, '')
  const synonym = meaningOf(word, Object.entries(SYNONYMS[mapAt(path)] ?? {}))
  return synonym !== undefined && known.includes(synonym) ? synonym : nearest(plain, known)
}

/** Words of other tools, and of other calls of the same API, by the key that they mean here. */
const SYNONYMS: { readonly [map: string]: { readonly [key: string]: string } } = {
  '': {
    name: 'instancename title label',
    productId: 'product instancetype machinetype flavor flavour sku gputype',
    gpuNum: 'gpu gpus gpucount gpunumber numgpus gpusnum acceleratorcount',
    rootfsSize: 'disk disksize rootdisk rootdisksize rootfs rootfssizegb containerdisk storage',
    imageUrl: 'image docker dockerimage containerimage imagename',
    imageAuth: 'registryauth dockerauth imagecredentials imagepullsecret imagepassword',
    imageAuthId: 'registryauthid imagecredentialsid containerregistryauthid',
    ports: 'port expose exposedports portmappings',
    envs: 'env environment environments environmentvariables envvars variables vars',
    tools: 'tool jupyter',
    command: 'cmd args arguments startcommand run script',
    clusterId: 'cluster region regionid zone datacenter location',
    networkStorages: 'volumes volume volumemounts mounts storages networkvolume networkvolumes',
    networkId: 'network vpc vpcid subnet',
    kind: 'type instancekind',
    month: 'months duration term',
    billingMode: 'billing billingmethod billingtype paymode spot chargetype',
    minCudaVersion: 'cuda cudaversion mincuda',
    replicas: 'replica count instancecount copies scale',
    protect:
      'protected protection preventdestroy deletionprotection deleteprotection terminationprotection',
    desiredStatus: 'status state desiredstate powerstate instancestatus',
    replaceBy: 'replace replacement replacestrategy updatestrategy recreate',
    paidUntil: 'paiduntildate renewuntil paidto paidtill',
    expires:
      'expire expiry expiration expiresat expiresin expiresafter ttl timetolive lifetime maxage',
    maxHourly: 'maxprice maxhourlyprice pricelimit maxcost hourlylimit maxpriceperhour budget',
    fallback: 'fallbacks alternatives alternative anyof ordered candidates candidateregions',
  },
  'fallback[]': {
    productId: 'product instancetype machinetype flavor flavour sku gputype',
    gpuNum: 'gpu gpus gpucount gpunumber numgpus gpusnum',
    clusterId: 'cluster region regionid zone datacenter location',
    billingMode: 'billing billingmethod billingtype paymode spot chargetype',
    rootfsSize: 'disk disksize rootdisk rootfs',
    minCudaVersion: 'cuda cudaversion mincuda',
  },
  'envs[]': { key: 'name env variable var', value: 'val' },
  'tools[]': { name: 'tool', type: 'protocol proto' },
  'networkStorages[]': {
    Id: 'storageid networkstorageid volumeid storage',
    mountPoint: 'mountpath path mount target localpath dir directory',
  },
}

/** The types of JSON Schema that a place takes, our own list and map forms included. */
export function typesAt(path: Path): readonly string[] {
  const [name = '', step] = path
  const scalar = scalarTypeAt(path)
  const also = secondFormOf(String(name))
  if (step === undefined && also === 'list') return ['string', 'array']
  if (also === 'integer') return ['string', 'integer']
  if (scalar !== undefined) return [scalar]
  if (step !== undefined) return ['object']
  return also === 'map' ? ['array', 'object'] : ['array']
}

function secondFormOf(field: string): 'list' | 'map' | 'integer' | undefined {
  if (isFieldName(field)) return FIELDS[field].also
  return isOwnFieldName(field) ? OWN_FIELDS[field].also : undefined
}

/** How a value is written that came as something else. */
export const shapeHint = (path: Path): string | undefined => SHAPES.get(mapAt(path))

const SHAPES: ReadonlyMap<string, string> = new Map([
  ['ports', 'write it as in `ports: 80/http, 3306/tcp` or `ports: [80/http, 3306/tcp]`'],
  ['paidUntil', 'write a day, as in `paidUntil: 2027-03-01`'],
  ['expires', 'write it as in `expires: 8h`'],
  ['maxHourly', 'write an amount, as in `maxHourly: 8`'],
  ['fallback', 'write a list, as in `[{ clusterId: cn-south-1 }, { billingMode: spot }]`'],
  ['fallback[]', 'write what differs from the entry, as in `{ clusterId: cn-south-1 }`'],
  ['envs', 'write it as in `envs: { MODE: prod }`'],
  ['envs[]', 'write each variable as in `{ key: MODE, value: prod }`, or `envs` as a map'],
  ['tools', 'write a list, as in `[{ name: Jupyter, port: "8888", type: http }]`'],
  ['tools[]', 'write each tool as in `{ name: Jupyter, port: "8888", type: http }`'],
  ['networkStorages', 'write a list, as in `[{ Id: …, mountPoint: /data }]`'],
  ['networkStorages[]', 'write each storage as in `{ Id: …, mountPoint: /data }`'],
])

/** A line that adds a missing key. */
export const lineFor = (path: Path, key: string): string | undefined =>
  LINES.get(`${mapAt(path)}.${key}`)

const LINES: ReadonlyMap<string, string> = new Map([
  ['.kind', 'kind: gpu'],
  ['.productId', 'productId: 4090.18c.60g'],
  ['.gpuNum', 'gpuNum: 1'],
  ['.rootfsSize', 'rootfsSize: 60'],
  ['.imageUrl', 'imageUrl: image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8'],
  ['envs[].key', 'key: MODE'],
  ['envs[].value', 'value: ""'],
  ['tools[].name', 'name: Jupyter'],
  ['tools[].port', 'port: "8888"'],
  ['tools[].type', 'type: http'],
  ['networkStorages[].mountPoint', 'mountPoint: /data'],
])
