import { resolve } from 'node:path'
import {
  findingsText,
  fleetText,
  ledgerText,
  longText,
  put,
  referencesText,
  wideText,
} from './files.ts'
import { alternate, peakOf, type Subject } from './rounds.ts'
import type { Growth } from './row.ts'
import { type Service, startService } from './service.ts'
import { growthOf } from './statistics.ts'

const NODE = process.execPath
const CLI = resolve('dist/cli.cjs')
const BARE: Subject = { name: 'bare', command: NODE, args: ['-e', '0'] }

interface Corner {
  readonly name: string
  /** The largest size of a full run; a quick one stops at a quarter. */
  readonly most: number
  readonly subject: (size: number, folder: string) => Promise<Omit<Subject, 'name' | 'command'>>
}

/** Measures each corner at a quarter, a half and the whole of its size. */
export async function measureCorners(folder: string, isQuick: boolean): Promise<readonly Growth[]> {
  const services: Service[] = []
  const found: Growth[] = []
  for (const { name, most, subject } of cornersWith(services)) {
    const top = isQuick ? most / 4 : most
    const sizes = [top / 4, top / 2, top]
    const subjects: Subject[] = []
    for (const size of sizes) {
      subjects.push({
        name: String(size),
        command: NODE,
        cwd: folder,
        ...(await subject(size, folder)),
      })
    }
    const times = await alternate([BARE, ...subjects], isQuick ? 1 : 3)
    const bare = times.get(BARE.name)?.median ?? 0
    const costs = sizes.map((size) => (times.get(String(size))?.median ?? Number.NaN) - bare)
    const last = subjects.at(-1)
    if (last === undefined) continue
    found.push({ name, sizes, times: costs, peak: await peakOf(last), growth: growthOf(costs) })
  }
  for (const service of services) service.close()
  return found
}

function cornersWith(services: Service[]): readonly Corner[] {
  return [
    {
      name: 'entries of a plan',
      most: 40_000,
      subject: fileOf('entries', fleetText, (file) => ['plan', file, '--refresh', 'never']),
    },
    { name: 'keys of a map', most: 100_000, subject: fileOf('keys', wideText, validate) },
    { name: 'bytes of a scalar', most: 4_000_000, subject: fileOf('bytes', longText, validate) },
    { name: 'references', most: 40_000, subject: fileOf('references', referencesText, validate) },
    {
      name: 'variables listed',
      most: 40_000,
      subject: fileOf('references', referencesText, (file) => ['vars', file]),
    },
    ...(['text', 'json', 'github', 'sarif'] as const).map((format) => ({
      name: `findings as ${format}`,
      most: 20_000,
      subject: fileOf('findings', findingsText, (file) => ['validate', file, '--format', format]),
    })),
    {
      name: 'lines of a ledger',
      most: 100_000,
      subject: async (size, folder) => {
        const ledger = put(folder, `ledger-${size}.jsonl`, ledgerText(size, 'api.ppinfra.com'))
        const file = put(folder, 'one.yaml', fleetText(1))
        return { args: [CLI, 'plan', file, '--refresh', 'never', '--ledger', ledger] }
      },
    },
    {
      name: 'instances of the account',
      most: 50_000,
      subject: async (size, folder) => {
        const service = await startService({ account: size })
        services.push(service)
        const file = put(folder, 'one.yaml', fleetText(1))
        return {
          args: [CLI, 'plan', file, '--base-url', service.url],
          env: { PPIO_API_KEY: 'sk_of_the_benchmark' },
        }
      },
    },
  ]
}

const validate = (file: string): readonly string[] => ['validate', file]

const fileOf =
  (
    kind: string,
    text: (size: number) => string,
    args: (file: string) => readonly string[],
  ): Corner['subject'] =>
  async (size, folder) => ({
    args: [CLI, ...args(put(folder, `${kind}-${size}.yaml`, text(size)))],
    codes: [0, 1],
  })
