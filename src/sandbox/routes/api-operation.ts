/** Where the documented operations live under the origin. */
export const BASE_PATH = '/gpu-instance/openapi/v1'

/** Metrics are elsewhere. Facts §3. */
export const METRICS_PATH = '/openapi/v1/metrics/gpu/instance'

/** The operations the sandbox offers. Facts §1–§5. */
export const OPERATIONS = {
  create: { method: 'POST', path: '/gpu/instance/create' },
  list: { method: 'GET', path: '/gpu/instances' },
  get: { method: 'GET', path: '/gpu/instance' },
  delete: { method: 'POST', path: '/gpu/instance/delete' },
  start: { method: 'POST', path: '/gpu/instance/start' },
  stop: { method: 'POST', path: '/gpu/instance/stop' },
  restart: { method: 'POST', path: '/gpu/instance/restart' },
  edit: { method: 'POST', path: '/gpu/instance/edit' },
  upgrade: { method: 'POST', path: '/gpu/instance/upgrade' },
  'to-monthly': { method: 'POST', path: '/gpu/instance/transToMonthlyInstance' },
  renew: { method: 'POST', path: '/gpu/instance/renewInstance' },
  'auto-renew': { method: 'POST', path: '/gpu/instance/setAutoRenew' },
  products: { method: 'GET', path: '/products' },
  'cpu-products': { method: 'GET', path: '/cpu/products' },
  clusters: { method: 'GET', path: '/clusters' },
  auths: { method: 'GET', path: '/repository/auths' },
  storages: { method: 'GET', path: '/networkstorages/list' },
  networks: { method: 'GET', path: '/networks' },
  images: { method: 'GET', path: '/images' },
  templates: { method: 'GET', path: '/templates' },
  'make-template': { method: 'POST', path: '/template/create' },
  jobs: { method: 'GET', path: '/jobs' },
} as const satisfies Record<string, { method: 'GET' | 'POST'; path: string }>

export type Operation = keyof typeof OPERATIONS

export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly Operation[]

/** The operations that list what the account has or may have, besides instances. */
export const LISTED = [
  'products',
  'cpu-products',
  'clusters',
  'auths',
  'storages',
  'networks',
  'images',
  'templates',
  'jobs',
] as const satisfies readonly Operation[]

/** The operations that change an instance which is there. */
export const CHANGE_OPERATIONS = [
  'delete',
  'start',
  'stop',
  'restart',
  'edit',
  'upgrade',
  'to-monthly',
  'renew',
  'auto-renew',
] as const satisfies readonly Operation[]

export type ChangeOperation = (typeof CHANGE_OPERATIONS)[number]

/** What a request means: an operation, a known path asked with the wrong method, or nothing we know. */
export type Route =
  | { readonly kind: 'operation'; readonly operation: Operation }
  | { readonly kind: 'wrong-method'; readonly allow: string }
  | { readonly kind: 'about' }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'nowhere' }

/** Reads the method and the path of a request line. */
export function routeOf(method: string, path: string): Route {
  if (path === '/') return { kind: 'about' }
  if (path === METRICS_PATH) return { kind: 'metrics' }
  const named = OPERATION_NAMES.find((name) => path === BASE_PATH + OPERATIONS[name].path)
  if (named === undefined) return { kind: 'nowhere' }
  const allow = OPERATIONS[named].method
  return method === allow
    ? { kind: 'operation', operation: named }
    : { kind: 'wrong-method', allow }
}
