/** What a refusal is about: this entry alone, or everything that this account would send now. */
export type Scope = 'entry' | 'account'

/** What to do about the reason codes we know, for people. Facts §6; the words are ours. */
export function adviceFor(status: number, reason: string | undefined): string | undefined {
  const known = reason === undefined ? undefined : REASONS[reason]
  return known?.advice ?? BY_STATUS[status]
}

/** Whether a refusal stops the run: a key, a balance, a quota or a ban will refuse the next entry as well. */
export function scopeOf(status: number, reason: string | undefined): Scope {
  if (status === 401 || status === 402 || status === 403) return 'account'
  return (reason === undefined ? undefined : REASONS[reason]?.scope) ?? 'entry'
}

export const isKnownReason = (reason: string): boolean => Object.hasOwn(REASONS, reason)

interface KnownReason {
  readonly scope: Scope
  readonly advice: string
}

const account = (advice: string): KnownReason => ({ scope: 'account', advice })
const entry = (advice: string): KnownReason => ({ scope: 'entry', advice })

const TOP_UP = 'top up the balance of the account, then run apply again'
const KEY = 'check the API key: it must be complete, not revoked, and belong to this service'
const STOCK =
  'there is not enough free stock now: try later, another product, or no fixed clusterId'
const STORAGE = 'networkStorages must name a storage of the same cluster as clusterId'
const NETWORK = 'networkId must name a VPC network of the same cluster as clusterId'
const IMAGE = 'check imageUrl, and imageAuth or imageAuthId if the image is private'

const REASONS: Readonly<Record<string, KnownReason>> = {
  BALANCE_NOT_ENOUGH: account(TOP_UP),
  EXPIRED_OR_BALANCE_NOT_ENOUGH: account(TOP_UP),
  WALLET_NOT_FOUND: account('the account has no wallet yet: open the billing page once and top up'),
  CREATE_INSTANCE_LIMIT: account(
    'the credit of the account allows no more running instances: top up, or remove some',
  ),
  CREATE_GPU_NUM_LIMIT: account(
    'the GPU quota of the account is used up: remove instances, or ask the service for more',
  ),
  NETWORK_MAX_LIMIT: account('the account may have no more networks: remove one you do not need'),
  RATE_LIMIT_EXCEEDED: account(
    'too many calls, or a quota of the account is used up: wait, or ask the service for more',
  ),
  SEND_CODE_TOO_FAST: account(
    'too many calls in a short time: wait a minute, then run apply again',
  ),
  BANNED_USER: account('the account is banned: write to the support of the service'),
  USER_NOT_ACTIVATED: account('activate the account in the console of the service first'),
  NEED_REAL_NAME_VERIFY: account(
    'the account needs real-name verification: do it in the console of the service first',
  ),
  MISSING_API_KEY: account(KEY),
  INVALID_API_KEY: account(KEY),
  UNAUTHORIZED: account(KEY),
  FORBIDDEN: account('this API key may not do that, or a gateway in between refused the call'),

  INSUFFICIENT_RESOURCE: entry(STOCK),
  MIGRATE_INSUFFICIENT_RESOURCE: entry(STOCK),
  GPU_SPEC_USED: entry(STOCK),
  CLUSTER_STATUS: entry('that cluster takes no instances now: try later, or another clusterId'),
  NODE_STATUS: entry('the machine it was meant for is not ready: try later, or another cluster'),
  RESOURCE_NOT_FOUND: entry('check productId, clusterId and every other id of the entry'),
  VALIDATOR_PARAM: entry('the service does not accept a value of the entry: see its message'),
  REQUEST: entry('the service does not accept a value of the entry: see its message'),
  INVALID_COMMAND_PARAM: entry('check command and entrypoint of the entry'),
  IMAGE_NOT_FOUND: entry(IMAGE),
  IMAGE_URL_OR_AUTH_ERROR: entry(IMAGE),
  IMAGE_TOO_LARGE: entry('the image does not fit: raise rootfsSize, or use a smaller image'),
  CUDA_VERSION_INCOMPATIBLE: entry('no machine offers that CUDA version: lower minCudaVersion'),
  UNSUPPORTED_BILLING_MODE: entry('this product is not sold that way: check billingMode and month'),
  NETWORK_STORAGE_TOO_LARGE: entry('the network storage is larger than the service allows'),
  CUR_CLUSTER_NETWORK_STORAGE_NOT_SUPPORT: entry(
    'this cluster has no network storage: choose another clusterId',
  ),
  NETWORK_STORAGE_NOT_FOUND: entry(STORAGE),
  NETWORK_STORAGE_UNAVAILABLE: entry('the network storage is not ready: try later'),
  NETWORK_STORAGE_IN_USE: entry('the network storage is in use by another instance'),
  NETWORK_NOT_FOUND: entry(NETWORK),
  CONFLICT: entry('another operation is under way: look at status before you apply again'),
  OPERATION_LIMIT: entry('another operation is under way: look at status before you apply again'),
  PREPAID_INSTANCE_NOT_SUPPORT_RELEASE: entry(
    'it is paid until its end time: write autoRenew: false into its file, then run apply --allow pay',
  ),
  DEPENDENT_RESOURCE_STATE: entry('a storage or network of the entry is not ready: try later'),
}

const BY_STATUS: Readonly<Record<number, string>> = {
  401: KEY,
  402: TOP_UP,
  403: 'this API key may not do that, or a gateway in between refused the call',
  404: 'check the base URL, productId and every other id of the entry',
  405: 'check the base URL: the service offers no such call there',
  413: 'the entry is too large for the service',
  429: 'wait, then run apply again',
}
