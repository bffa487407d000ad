import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { SANDBOX_SERVICE } from '../../src/ledger/file-store/ledger-path.ts'
import type { Change, Fault } from '../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { type CallLine, folderStore } from '../../src/sandbox/state/account-store.ts'
import type { StoredInstance } from '../../src/sandbox/state/stored-instance.ts'
import { SECRETS } from './invariants.ts'
import { ledgersIn } from './ledgers-in.ts'
import type { Scenario, Way } from './scenario.ts'

/** What the service made for us: the truth, from its side. */
export interface Made {
  readonly id: string
  /** As it was asked for; `''` for none. */
  readonly name: string
  /** Somebody removed it again. */
  readonly gone: boolean
}

/** The service of a story. */
export interface ServiceOfStory {
  /** What the program is told to find it. */
  readonly flags: readonly string[]
  env(way: Way): Readonly<Record<string, string>>
  /** Tells of every call; the call waits. Only the last listener is told, and none where the program brings the service. */
  listen(hook: (event: CallEvent) => void | Promise<void>): void
  /** Somebody else changes the account. */
  meanwhile(change: Change): void
  /** Lets the past happen: what is made from now on is so much older. */
  pretend(agoMs: number): void
  restart(): Promise<void>
  made(): readonly Made[]
  /** The ids of all living instances of this name, whoever made them. */
  living(name: string): readonly string[]
  /** Entries that had a living instance when another was made for them. */
  readonly doubled: readonly string[]
  /** Entries that were made again after the ledger had their instance, and somebody removed it. */
  readonly remade: readonly string[]
  /** Entries for which a create call came before a list of the account had been answered. */
  readonly blind: readonly string[]
  /** The program is about to be started: what an earlier one sent has been received by then. */
  begin(): Promise<void>
  calls(): readonly CallLine[]
  close(): Promise<void>
}

/** Starts the service of a story in a folder of its own. */
export async function startService(scenario: Scenario, folder: string): Promise<ServiceOfStory> {
  return scenario.home === 'embedded' ? embedded(folder) : separate(scenario, folder)
}

async function separate(scenario: Scenario, folder: string): Promise<ServiceOfStory> {
  let hook: (event: CallEvent) => void | Promise<void> = () => {}
  let agoMs = 0
  const ours = new Map<string, string>()
  const doubled: string[] = []
  const remade: string[] = []
  const blind: string[] = []
  let hasListed = false
  const isGone = ({ path }: StoredInstance) => path.length === 0 || path.at(-1) === 'removed'
  const open = (port: number): Promise<Sandbox> =>
    startSandbox({
      port,
      apiKey: SECRETS.apiKey,
      faults: scenario.troubles.map(({ rule }) => rule),
      removedLingers: 1000,
      now: () => Date.now() - agoMs,
      onRequest(event) {
        watch(event)
        return hook(event)
      },
      ...(scenario.home === 'folder' ? { dir: join(folder, 'service') } : {}),
    })
  let sandbox = await open(0)
  function watch({ operation, phase, status, faults, id = '', name = '' }: CallEvent): void {
    const isSound = status === 200 && (faults.some(isEmptied) || !faults.some(isUnreadable))
    if (operation === 'list' && phase === 'answered' && isSound) hasListed = true
    if (operation !== 'create') return
    if (phase === 'received' && !hasListed) blind.push(name)
    if (phase === 'committed') note(id, name)
  }
  function note(id: string, name: string): void {
    const living = sandbox.instances().filter((instance) => !isGone(instance))
    const before = living.find((instance) => ours.get(instance.id) === name && instance.id !== id)
    if (before !== undefined) doubled.push(name)
    const earlier = [...ours].filter(([each, of]) => of === name && each !== id)
    if (earlier.some(([each]) => isRecorded(folder, each))) remade.push(name)
    ours.set(id, name)
  }
  return {
    flags: [],
    env: ({ host }) => ({
      PPIO_API_KEY: SECRETS.apiKey,
      PPIO_BASE_URL: host === 'alias' ? sandbox.url.replace('127.0.0.1', 'localhost') : sandbox.url,
    }),
    listen(next) {
      hook = next
    },
    meanwhile: (change) => void sandbox.meanwhile(change),
    pretend(ms) {
      agoMs = ms
    },
    async restart() {
      const { port } = sandbox
      await sandbox.close()
      sandbox = await open(port)
    },
    made: () =>
      sandbox.instances().flatMap((instance) => {
        const name = ours.get(instance.id)
        return name === undefined ? [] : [{ id: instance.id, name, gone: isGone(instance) }]
      }),
    living: (name) =>
      sandbox
        .instances()
        .filter((instance) => instance.name === name && !isGone(instance))
        .map(({ id }) => id),
    doubled,
    remade,
    blind,
    async begin() {
      await knock(sandbox.url)
      hasListed = false
    },
    calls: () => sandbox.calls(),
    close: () => sandbox.close(),
  }
}

/** Whether a ledger of the project holds an instance. */
const isRecorded = (folder: string, id: string): boolean =>
  ledgersIn(folder).some((path) => readFileSync(path, 'utf8').includes(`"id":"${id}"`))

/**
 * Waits for the end of a call on a new connection. The last request of a process that was killed may still be on its way
 * into the service when the end of the process is known; it comes before this one, and would else count as the next
 * process's. Where the service is being restarted, nothing of before reaches it.
 */
async function knock(url: string): Promise<void> {
  const asked = get(new URL('/knock', url), { agent: false }, (response) => response.resume())
  asked.on('error', () => {})
  await new Promise((closed) => asked.on('close', closed))
}

/** Whether a list call was answered in good form, with nothing in it: this fault comes before those of the form. */
const isEmptied = (fault: Fault): boolean => fault.fault === 'list' && fault.how === 'empty'

/** Whether the answer of a list call is none, though its status says so. */
function isUnreadable(fault: Fault): boolean {
  switch (fault.fault) {
    case 'answer':
    case 'cut':
      return true
    case 'list':
      return ['missing', 'not-array', 'null-record'].includes(fault.how)
    default:
      return false
  }
}

/** The service that `--sandbox` brings along: only its folder tells what it did. */
function embedded(folder: string): ServiceOfStory {
  const store = () => folderStore(join(folder, '.ppi-apply', SANDBOX_SERVICE))
  return {
    flags: ['--sandbox', `--faults=${join(folder, 'faults.json')}`],
    env: () => ({}),
    listen() {},
    meanwhile() {},
    pretend() {},
    async restart() {},
    made: () =>
      store()
        .instances()
        .map(({ id, name }) => ({ id, name, gone: false })),
    living: (name) =>
      store()
        .instances()
        .filter((instance) => instance.name === name)
        .map(({ id }) => id),
    doubled: [],
    remade: [],
    blind: [],
    async begin() {},
    calls: () => store().calls(),
    async close() {},
  }
}
