/** How sure we are that the live service does the same. */
export type Certainty = 'documented' | 'observed' | 'assumed'

export interface Behaviour {
  readonly what: string
  readonly does: string
  /** `documented` by the vendor, `observed` by others in public code or tests, or `assumed` by us. */
  readonly certainty: Certainty
}

/**
 * What the sandbox does and how sure it is. Passing against it proves agreement with this table, not with the
 * live service.
 */
export const ABOUT_SANDBOX: readonly Behaviour[] = [
  {
    what: 'key',
    does: 'a missing or unknown bearer key is 401 UNAUTHORIZED',
    certainty: 'documented',
  },
  { what: 'error body', does: '{code, reason, message, metadata}', certainty: 'observed' },
  { what: 'create', does: 'answers {"id": …} and nothing else', certainty: 'documented' },
  {
    what: 'create',
    does: 'checks fields, limits, ports and counts as published; 100 envs, as on the later page, only where `limits: current` says so',
    certainty: 'documented',
  },
  { what: 'create', does: 'raises a rootfsSize below 10 to 10', certainty: 'documented' },
  { what: 'create', does: 'picks a cluster when none is named', certainty: 'documented' },
  {
    what: 'create',
    does: 'makes another instance each time: no unique names, no idempotency',
    certainty: 'documented',
  },
  { what: 'create', does: 'ignores unknown fields', certainty: 'observed' },
  {
    what: 'create',
    does: 'unknown product or cluster: 400 RESOURCE_NOT_FOUND',
    certainty: 'assumed',
  },
  { what: 'create', does: 'sold out: 400 INSUFFICIENT_RESOURCE', certainty: 'observed' },
  { what: 'create', does: 'takes any imageAuthId, storage and network id', certainty: 'assumed' },
  {
    what: 'states',
    does: 'toCreate, creating, pulling, running, and the other documented paths',
    certainty: 'documented',
  },
  { what: 'states', does: 'one second per step', certainty: 'assumed' },
  { what: 'states', does: 'a failed creation shows as a statusError', certainty: 'documented' },
  { what: 'list', does: 'the first page is 0', certainty: 'observed' },
  {
    what: 'list',
    does: '10 records per page when no pageSize is given; newest first',
    certainty: 'assumed',
  },
  { what: 'list', does: 'total counts what fits the filters', certainty: 'documented' },
  { what: 'list', does: 'name finds parts of names', certainty: 'documented' },
  { what: 'list', does: 'name is case-insensitive', certainty: 'assumed' },
  {
    what: 'list',
    does: 'gpuNum, cpuNum, memory, times are strings; rootfsSize is a number',
    certainty: 'documented',
  },
  {
    what: 'list',
    does: 'tools, imageAuth, month, autoRenew, minCudaVersion are never shown',
    certainty: 'documented',
  },
  { what: 'list', does: 'env values are shown unmasked', certainty: 'documented' },
  { what: 'list', does: 'an SSH password and createdAt are shown', certainty: 'observed' },
  {
    what: 'list, get',
    does: 'endTime is a string of unix seconds, "-1" where nothing was paid in advance',
    certainty: 'documented',
  },
  { what: 'list, get', does: 'a month paid in advance is 30 days', certainty: 'assumed' },
  {
    what: 'list, get',
    does: 'a reclaimed spot instance is exited, with a spotStatus and a spotReclaimTime',
    certainty: 'observed',
  },
  {
    what: 'list, get',
    does: 'a removed record stays in both for two steps, then neither shows it',
    certainty: 'assumed',
  },
  {
    what: 'get',
    does: 'the instance without an envelope, with passwords',
    certainty: 'documented',
  },
  {
    what: 'get',
    does: 'an unknown id is 404 RESOURCE_NOT_FOUND; the error table says 400',
    certainty: 'observed',
  },
  {
    what: 'get',
    does: 'keepDataDay: for how many days the data of a stopped instance is kept',
    certainty: 'documented',
  },
  { what: 'get', does: 'keepDataDay is 7, and nothing is lost after it', certainty: 'assumed' },
  {
    what: 'delete',
    does: '200 with an empty body, then toRemove, removing, removed; from every other state',
    certainty: 'observed',
  },
  {
    what: 'delete',
    does: 'of what is being removed: 400 "invalid state change"',
    certainty: 'assumed',
  },
  { what: 'delete', does: 'a prepaid instance is not released: 400', certainty: 'documented' },
  {
    what: 'start, stop',
    does: 'answer {instanceId, state}; a wrong state is 400 "invalid state change"',
    certainty: 'observed',
  },
  {
    what: 'start',
    does: 'of a stopped instance whose product is sold out: 400 INSUFFICIENT_RESOURCE',
    certainty: 'observed',
  },
  { what: 'start', does: 'of a reclaimed instance ends the reclaim', certainty: 'assumed' },
  {
    what: 'edit',
    does: 'ports replace the whole set, expandRootDisk is added',
    certainty: 'assumed',
  },
  { what: 'upgrade', does: 'every documented parameter is required', certainty: 'documented' },
  { what: 'upgrade', does: 'takes no more envs than a create', certainty: 'assumed' },
  {
    what: 'transToMonthlyInstance',
    does: 'of pay as you go only; the months count from now',
    certainty: 'assumed',
  },
  {
    what: 'renewInstance',
    does: 'of a monthly instance only; each call adds months of 30 days to its end',
    certainty: 'assumed',
  },
  {
    what: 'setAutoRenew',
    does: 'takes {autoRenew, autoRenewMonth}, of a monthly instance only; no call shows it',
    certainty: 'assumed',
  },
  {
    what: 'products',
    does: 'prices are strings in 1/100000 of the currency per hour',
    certainty: 'observed',
  },
  {
    what: 'products',
    does: 'can be asked for a clusterId, a gpuNum and a billingMethod (onDemand when not given)',
    certainty: 'documented',
  },
  {
    what: 'products',
    does: 'availableDeploy is for the filter that was asked with',
    certainty: 'documented',
  },
  {
    what: 'products',
    does: 'price and stock differ by cluster; fewer GPUs can be had in some; price is that of one GPU',
    certainty: 'assumed',
  },
  { what: 'products', does: 'names, prices and stock are invented', certainty: 'assumed' },
  {
    what: 'images',
    does: 'type=base has two images with id, name and imageUrl, type=private none; the form is a guess',
    certainty: 'assumed',
  },
  {
    what: 'templates, jobs, metrics',
    does: 'list what was made as a template, and nothing else; the forms are guesses',
    certainty: 'assumed',
  },
  {
    what: 'create',
    does: 'sold out in a script, or not sold in the cluster: 400 INSUFFICIENT_RESOURCE',
    certainty: 'assumed',
  },
  { what: 'scripts', does: 'an instance can be freezing, for arrears', certainty: 'documented' },
  {
    what: 'scripts',
    does: 'a frozen instance can be deleted, not started or stopped; frozen is a state too',
    certainty: 'assumed',
  },
  {
    what: 'scripts',
    does: 'an accepted change can be ignored, be stuck, fail later or be done late; a create can be done twice, an upgrade show before it begins',
    certainty: 'assumed',
  },
]

/** What a reader should know besides the table. */
export const ABOUT_KEEPING = `Instances are kept without secrets: of envs only the process that took the create call knows the values,
likewise command and entrypoint, and imageAuth is not kept at all. A sandbox that was started later leaves
envs, command and entrypoint out of its answers, which means "not reported", not "none".
Nothing here costs money. Passing against the sandbox shows agreement with this table, not with the live service.`

/** The table as text, as the command prints it and `GET /` serves it. */
export function aboutText(): string {
  const width = Math.max(...ABOUT_SANDBOX.map(({ what }) => what.length))
  const lines = ABOUT_SANDBOX.map(
    ({ what, does, certainty }) => `  ${certainty.padEnd(10)}  ${what.padEnd(width)}  ${does}`,
  )
  return ['What this sandbox does, and how sure it is:', '', ...lines, '', ABOUT_KEEPING, ''].join(
    '\n',
  )
}
