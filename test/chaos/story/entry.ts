import { type Definition, definitionLines, FIRST_PRODUCT, plainDefinition } from './definition.ts'

/** An entry of the definition file, as a person has it at some time of a story. */
export interface Entry extends Definition {
  /** `undefined` for one without a name. */
  readonly name: string | undefined
  readonly protect: boolean
  readonly desiredStatus: 'running' | 'stopped' | undefined
  readonly expires: Expires | undefined
  /** Paid by the month, so that the service never releases it. */
  readonly prepaid: boolean
  /** What of it the file says though it need not. */
  readonly written?: readonly Written[]
}

/** What is so without a word of the file: where an instance is, how it is paid for, and what the defaults say. */
export type Written = 'cluster' | 'billing' | 'month' | 'defaults'

/** Long over, a second after its creation, or in a week. */
export type Expires = 'past' | 'soon' | 'far'

export const plainEntry = (name: string | undefined): Entry => ({
  ...plainDefinition(name),
  name,
  protect: false,
  desiredStatus: undefined,
  expires: undefined,
  prepaid: false,
})

/** When an instance of an entry is over; both in milliseconds since the epoch. The service tells creations in seconds. */
export function endOf({ expires }: Entry, createdAt: number): number | undefined {
  if (expires === undefined) return undefined
  const seconds = { past: Number.NEGATIVE_INFINITY, soon: 1, far: 7 * 86_400 }[expires]
  return (Math.floor(createdAt / 1000) + seconds) * 1000
}

const WRITTEN: Readonly<Record<Expires, string>> = {
  past: '2020-01-01T00:00:00Z',
  soon: '1s',
  far: '7d',
}

/** The definition file with these entries. `clusterOf`: where the instance of an entry is, `undefined` for none. */
export const fleetText = (
  entries: readonly Entry[],
  clusterOf: (entry: Entry) => string | undefined = () => undefined,
): string =>
  [
    `defaults: { kind: gpu, productId: ${FIRST_PRODUCT}, gpuNum: 1 }`,
    entries.length === 0 ? 'instances: []' : 'instances:',
    ...entries.flatMap((entry) => [...linesOf(entry), ...writtenLines(entry, clusterOf(entry))]),
    '',
  ].join('\n')

const linesOf = (entry: Entry): readonly string[] => {
  const { name, protect, desiredStatus, expires, prepaid } = entry
  return [
    `  - rootfsSize: ${entry.disk}`,
    ...(name === undefined ? [] : [`    name: ${name}`]),
    ...definitionLines(entry),
    ...(protect ? ['    protect: true'] : []),
    ...(desiredStatus === undefined ? [] : [`    desiredStatus: ${desiredStatus}`]),
    ...(expires === undefined ? [] : [`    expires: ${WRITTEN[expires]}`]),
    ...(prepaid ? ['    month: 1'] : []),
  ]
}

function writtenLines({ written = [] }: Entry, cluster: string | undefined): readonly string[] {
  const lines: Readonly<Record<Written, readonly string[]>> = {
    cluster: cluster === undefined ? [] : [`    clusterId: "${cluster}"`],
    billing: ['    billingMode: onDemand'],
    month: ['    month: 0'],
    defaults: ['    kind: gpu', `    productId: ${FIRST_PRODUCT}`],
  }
  return written.flatMap((each) => lines[each])
}
