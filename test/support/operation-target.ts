import { join } from 'node:path'
import type { Client } from '../../src/api/client.ts'
import type { InstanceDetails, Remote, RemoteInstance } from '../../src/api/remote.ts'
import { fileLedger } from '../../src/ledger/file-store/file-location.ts'
import type { LedgerNews } from '../../src/ledger/ledger-news.ts'
import type { LedgerRecord } from '../../src/ledger/record.ts'
import { Secret } from '../../src/model/secret.ts'
import { UserError } from '../../src/model/user-error.ts'
import type { EditOptions } from '../../src/operations/ledger/edit-ledger.ts'
import { withLedger } from '../../src/operations/ledger/open-locked-ledger.ts'
import type { LookReporter, Step } from '../../src/operations/reporter.ts'
import { tempDir } from './temp-dir.ts'

/** No process but this one runs. */
export const OWN = {
  pid: process.pid,
  isRunning: (pid: number) => pid === process.pid,
  signalGroup: () => {},
}

/** What every operation on a ledger is told by its caller. */
export const RUN = {
  own: OWN,
  version: '0.1.0',
  command: 'test',
  refresh: 'auto',
  acceptAccount: false,
} as const

/** The same for who changes the ledger by hand: a refusal says its kind. */
export const editOf = (root: string): EditOptions => ({
  ...RUN,
  root,
  refusal: ({ kind }) => new UserError(kind),
})

/** A client of an account that lists these instances; asked by id, it tells of `more` first. `asked` gets the ids. */
export function clientOf(
  list: Remote | readonly RemoteInstance[],
  { more = [], asked = [] }: { more?: readonly RemoteInstance[]; asked?: string[] } = {},
): Client {
  const remote: Remote =
    'kind' in list ? list : { kind: 'complete', instances: list as readonly RemoteInstance[] }
  const reported = 'instances' in remote ? remote.instances : []
  const failed = { kind: 'failed', why: 'HTTP 500', refusal: undefined } as const
  return {
    requests: { ...NO_REQUESTS },
    create: async () => Promise.reject(new Error('nothing is created here')),
    delete: async () => Promise.reject(new Error('nothing is deleted here')),
    start: async () => Promise.reject(new Error('nothing is started here')),
    stop: async () => Promise.reject(new Error('nothing is stopped here')),
    edit: async () => Promise.reject(new Error('nothing is edited here')),
    upgrade: async () => Promise.reject(new Error('nothing is upgraded here')),
    subscribe: async () => Promise.reject(new Error('nothing is paid here')),
    renew: async () => Promise.reject(new Error('nothing is renewed here')),
    autoRenew: async () => Promise.reject(new Error('nothing is switched here')),
    list: async () => remote,
    async get(id) {
      asked.push(id)
      const value = [...more, ...reported].find((instance) => instance.id === id)
      return value === undefined
        ? { kind: 'gone', why: 'HTTP 404' }
        : { kind: 'ok', value: detailsOf(value) }
    },
    products: async () => failed,
    cpuProducts: async () => failed,
    clusters: async () => failed,
    images: async () => failed,
    resources: async () => failed,
    skewMs: () => undefined,
    close: () => undefined,
  }
}

const NO_REQUESTS: Client['requests'] = {
  create: 0,
  delete: 0,
  start: 0,
  stop: 0,
  edit: 0,
  upgrade: 0,
  transToMonthlyInstance: 0,
  renewInstance: 0,
  setAutoRenew: 0,
  list: 0,
  get: 0,
  products: 0,
  cpuProducts: 0,
  clusters: 0,
  images: 0,
  storage: 0,
  network: 0,
  'registry-login': 0,
}

/** What the get call says of an instance that cannot be reached. */
export const detailsOf = (instance: RemoteInstance): InstanceDetails => ({
  ...instance,
  keepDataDays: undefined,
  ssh: undefined,
  tools: [],
})

/** A service with a ledger in a folder of its own, which holds these records. */
export async function targetOf<Asked extends Client | undefined>(
  client: Asked,
  ...records: readonly LedgerRecord[]
) {
  const cwd = tempDir()
  const target = {
    name: 'api.example.com',
    ledger: fileLedger(join(cwd, '.ppi-apply', 'api.example.com.ledger.jsonl')),
    ledgerIsNamed: false,
    client,
    apiKey: new Secret('sk_test_key_1234567890', '(secret)'),
  }
  if (records.length > 0) {
    // The service is asked nothing: its answers are for the run that is tested.
    const editing = {
      ...RUN,
      refresh: 'never',
      nothingDone: 'changed',
      target,
      report: () => undefined,
    } as const
    await withLedger(editing, async (ledger) => {
      for (const record of records) await ledger.append(record)
    })
  }
  return { cwd, target, kept: async () => (await target.ledger.read()).records }
}

/** A reporter that keeps what it hears. */
export function hearing() {
  const steps: (Step['kind'] | 'over')[] = []
  const news: LedgerNews[] = []
  const reporter: LookReporter = {
    progress: (step) => steps.push(step?.kind ?? 'over'),
    ledger: (item) => news.push(item),
  }
  return { reporter, steps, news }
}
