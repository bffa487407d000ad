import { defineDiagnostic } from '../define-diagnostic.ts'
import { cut, joinWords, plural } from '../wording.ts'

/**
 * Findings about what the account offers. Warnings, since the service is the judge: its lists may be shorter than
 * what it sells. No file alone causes them, so they have no example.
 */
export const ACCOUNT_KINDS = {
  'product-unknown': defineDiagnostic<{
    productId: string
    kind: 'gpu' | 'cpu'
    meant: MeantProduct | undefined
    offered: readonly string[]
  }>({
    severity: 'warning',
    about:
      'The service does not list this product for this kind of instance, so a create call will most likely be rejected. ' +
      'It is checked by `plan` and `apply`, which ask the service for its products.',
    example: undefined,
    word: ({ productId, kind: of, meant, offered }) => ({
      message: `\`productId\` is ${quoted(productId)}, which is not among the ${plural(offered.length, 'product')} that the service lists for \`kind: ${of}\``,
      ...productAdvice(meant, offered),
    }),
  }),

  'rootfs-outside-product': defineDiagnostic<{
    /** As it may be shown. */
    size: string
    productId: string
    minimum: number | undefined
    maximum: number | undefined
  }>({
    severity: 'warning',
    about:
      'Each product has its own range for the root disk, and the service says today’s. A disk outside it is rejected, or ' +
      'silently made another size.',
    example: undefined,
    word: ({ size, productId, minimum, maximum }) => ({
      message: `\`rootfsSize\` is ${size}, but ${quoted(productId)} takes ${sizes(minimum, maximum)} now`,
      hint: 'choose a size in that range, or another product',
    }),
  }),

  'billing-not-offered': defineDiagnostic<{
    productId: string
    billing: 'onDemand' | 'spot' | 'monthly'
    by: 'month' | 'billingMode' | undefined
    methods: readonly string[]
  }>({
    severity: 'warning',
    about:
      'Each product is sold in some ways only: by the hour (`onDemand`), as `spot`, or for whole months in advance. The ' +
      'service says which, and most likely rejects a create call that asks for another.',
    example: undefined,
    word: ({ productId, billing, by, methods }) => ({
      message: `${BILLING_WORDS[by ?? 'none'](billing)}, but the service sells ${quoted(productId)} only as ${some(methods)}`,
      hint: BILLING_HINTS[by ?? 'none'],
    }),
  }),

  'cluster-unknown': defineDiagnostic<{
    clusterId: string
    meant: string | undefined
    offered: readonly string[]
  }>({
    severity: 'warning',
    about:
      'The service does not list this cluster. `clusterId` takes the id of a cluster, not its name, and may be left out: ' +
      'then the service chooses one.',
    example: undefined,
    word: ({ clusterId, meant, offered }) => ({
      message: `\`clusterId\` is ${quoted(clusterId)}, which is not among the clusters that the service lists`,
      hint:
        meant === undefined
          ? `the service lists ${some(offered)}; without \`clusterId\` it chooses one`
          : `did you mean ${quoted(meant)}?`,
    }),
  }),

  'product-not-in-cluster': defineDiagnostic<PlaceArgs>({
    severity: 'warning',
    about:
      'The service offers this product in other clusters, or for another number of GPUs, so a create call will most likely be rejected.',
    example: undefined,
    word: ({ clusterId, clusterName, gpus, productId, others }) => ({
      message:
        clusterId === undefined
          ? `the service does not offer ${quoted(productId)}${forGpus(gpus)} now`
          : `\`clusterId\` is ${quoted(clusterId)}${named(clusterName)}, where the service does not offer ${quoted(productId)}${forGpus(gpus)}`,
      hint: offeredIn(others, clusterId, gpus),
    }),
  }),

  'product-sold-out': defineDiagnostic<PlaceArgs>({
    severity: 'warning',
    about:
      'The service says that this product cannot be created now, in this cluster and for this number of GPUs, so a create call will most likely be rejected.',
    example: undefined,
    word: ({ clusterId, clusterName, gpus, productId, others }) => ({
      message: `${quoted(productId)} is sold out now${clusterId === undefined ? '' : ` in ${quoted(clusterId)}${named(clusterName)}`}${forGpus(gpus)}`,
      hint: offeredIn(others, clusterId, gpus),
    }),
  }),

  'marker-left-out': defineDiagnostic<{ why: 'full' | 'own'; by: 'create' | 'reset' }>({
    severity: 'warning',
    about:
      '`PPI_APPLY_ID` is a variable that ppi-apply adds to what it creates: it settles a lost answer without doubt, and rebuilds a lost ledger. This entry is created, or its container reset, without it: a lost answer is settled by name, time and fields, or not at all.',
    example: undefined,
    word: ({ why, by }) =>
      why === 'full'
        ? {
            message: `the entry uses as many variables as are allowed, so ${by === 'create' ? 'it is created without' : 'the reset drops'} \`PPI_APPLY_ID\``,
            hint: 'remove one variable, or set `marker: false` in the config to leave it out on purpose',
          }
        : {
            message: '`envs` sets `PPI_APPLY_ID` itself, which ppi-apply would add',
            hint: 'remove it: this value is sent unchanged and proves nothing',
          },
  }),
}

/** What does not fit one cluster and number of GPUs. */
export interface PlaceArgs {
  readonly productId: string
  /** As it may be shown; `undefined` where none is asked for. */
  readonly clusterId: string | undefined
  /** `undefined` where it would tell a secret id. */
  readonly clusterName: string | undefined
  /** As it may be shown; `undefined` where the number makes no difference. */
  readonly gpus: string | undefined
  /** Other clusters that the service names for the product: ids where it tells them. */
  readonly others: readonly string[]
}

const named = (name: string | undefined): string => (name === undefined ? '' : ` (${cut(name)})`)

const forGpus = (gpus: string | undefined): string =>
  gpus === undefined ? '' : ` for ${cut(gpus)} ${gpus === '1' ? 'GPU' : 'GPUs'}`

function offeredIn(
  others: readonly string[],
  clusterId: string | undefined,
  gpus: string | undefined,
): string {
  if (others.length > 0) {
    const chooses = clusterId === undefined ? '' : '; without `clusterId` the service chooses'
    return `the service lists it in ${some(others)}${chooses}`
  }
  const other = gpus === undefined ? 'product' : 'product or number of GPUs'
  return clusterId === undefined
    ? `choose another ${other}, or try later`
    : `choose another cluster or ${other}; without \`clusterId\` the service chooses`
}

const BILLING_WORDS = {
  month: () => '`month` asks for whole months in advance',
  billingMode: (billing: string) => `\`billingMode\` is ${quoted(billing)}`,
  none: () => 'the entry is billed by the hour, which is the default',
} as const

const BILLING_HINTS = {
  month: 'leave `month` out, or choose a product that is sold by the month',
  billingMode: 'choose one of these, or another product',
  none: 'set `billingMode`, or choose another product',
} as const

const quoted = (text: string): string => JSON.stringify(cut(text))

/** The product that was probably meant, as anyone may see it. */
export interface MeantProduct {
  readonly id: string
  readonly name: string
  /** An hour, with its currency where that is known. */
  readonly price: string | undefined
  readonly stock: string | undefined
}

function productAdvice(
  meant: MeantProduct | undefined,
  offered: readonly string[],
): { hint: string } | object {
  const more = '"ppi-apply products" shows prices and stock'
  if (meant !== undefined) {
    const { id, name, price, stock } = meant
    const facts = [
      name,
      ...(price === undefined ? [] : [`${price} an hour`]),
      ...(stock === undefined ? [] : [`stock ${stock}`]),
    ]
    return { hint: `did you mean ${quoted(id)} (${facts.join(', ')})? ${more}` }
  }
  return offered.length === 0 ? {} : { hint: `the service lists ${some(offered)}; ${more}` }
}

const some = (texts: readonly string[]): string =>
  texts.length <= 5
    ? joinWords(
        texts.map((text) => quoted(text)),
        'and',
      )
    : `${texts
        .slice(0, 5)
        .map((text) => quoted(text))
        .join(', ')} and ${texts.length - 5} more`

function sizes(minimum: number | undefined, maximum: number | undefined): string {
  if (maximum === undefined) return `${minimum} GB or more`
  return minimum === undefined ? `at most ${maximum} GB` : `${minimum} to ${maximum} GB`
}
