import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandName, commandNamed } from '../../src/cli/commands.ts'
import { type ExitStatus, exitCode } from '../../src/model/exit-status.ts'
import { type KeyedService, keyedService, type Treatment } from '../support/keyed-service.ts'
import { type Run, type RunOptions, runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'

/** What a run meets. */
const CONDITIONS = [
  'success',
  'invalid input',
  'a refusal',
  'a partial success',
  'an unknown outcome',
  'an interrupt',
  'no terminal',
  'a closed pipe',
] as const

type Condition = (typeof CONDITIONS)[number]

/** One run: its arguments, how it has to end, and the world it runs in. */
interface Case {
  readonly args: readonly string[]
  readonly ending: ExitStatus
  readonly treatment?: Treatment
  /** The folder it starts in; without it, one that holds valid files and no ledger. */
  readonly folder?: 'new' | 'invalid' | 'applied' | 'in doubt' | 'locked' | 'empty'
  /** When Ctrl-C comes: with the first request, or while it reads standard input. */
  readonly interrupt?: 'at a request' | 'at standard input' | 'at an output'
}

/** A condition that a command cannot meet, and why. */
type Never = string

const entry = (name: string) =>
  `  - { name: ${name}, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }\n`
const FLEET = `instances:\n${entry('a')}${entry('b')}`
const FLEET_FILE = 'fleet.yaml'
const LEDGER = ['--ledger', 'ledger.jsonl']
const QUICK = ['--settle', '0']

const invalid = (...args: readonly string[]): Case => ({
  args,
  ending: 'refused',
  folder: 'invalid',
})
const misused = (...args: readonly string[]): Case => ({ args, ending: 'usage' })
const CREATES_NOTHING = 'it creates nothing'
const ASKS_NOTHING = 'it asks nothing: all its other runs are without a terminal too'
const WAITS_FOR_NOTHING = 'it waits for nothing'
/** The same run as the successful one, whose reader went away. */
const SAME = 'as success'

const READS = {
  'a partial success': CREATES_NOTHING,
  'an unknown outcome': CREATES_NOTHING,
  'no terminal': ASKS_NOTHING,
  'a closed pipe': SAME,
} as const

/** What asks the service for a list, and nothing else. */
const ASKS = {
  ...READS,
  success: { args: [], ending: 'done' },
  'invalid input': misused('--onyl', 'a'),
  'a refusal': { args: [], ending: 'refused', treatment: 'hides' },
  'an interrupt': {
    args: [],
    ending: 'interrupted',
    treatment: 'hangs',
    interrupt: 'at a request',
  },
} as const

const IN_THE_ENGINE = 'test/unit/operations/engine, where each answer has its own account'

/** What ends, stops or starts instances. Each run shares the account of its folder, so none of them changes it. */
const CHANGES = {
  'invalid input': invalid(FLEET_FILE, '--yes'),
  'a refusal': { args: [FLEET_FILE, '--yes', '--refresh', 'never'], ending: 'refused' },
  'a partial success': IN_THE_ENGINE,
  'an interrupt': {
    args: [FLEET_FILE, '--yes'],
    ending: 'interrupted',
    treatment: 'hangs',
    interrupt: 'at a request',
  },
  'a closed pipe': SAME,
} as const

const IN_DOUBT: Case = {
  args: [FLEET_FILE, '--yes', ...QUICK],
  ending: 'unknown',
  folder: 'in doubt',
}

const MATRIX: Readonly<Record<CommandName, Readonly<Record<Condition, Case | Never>>>> = {
  init: {
    ...READS,
    success: { args: [], ending: 'done', folder: 'empty' },
    'invalid input': misused('--force'),
    'a refusal': { args: [], ending: 'refused', folder: 'new' },
    'an interrupt': WAITS_FOR_NOTHING,
  },
  validate: {
    ...READS,
    success: { args: [FLEET_FILE], ending: 'done' },
    'invalid input': invalid(FLEET_FILE),
    'a refusal': { args: [], ending: 'refused', folder: 'empty' },
    'an interrupt': { args: ['-'], ending: 'interrupted', interrupt: 'at standard input' },
  },
  vars: {
    ...READS,
    success: { args: [FLEET_FILE], ending: 'done' },
    'invalid input': misused('--onyl', 'a'),
    'a refusal': { args: ['nowhere.yaml'], ending: 'refused' },
    'an interrupt': { args: ['-'], ending: 'interrupted', interrupt: 'at standard input' },
  },
  render: {
    ...READS,
    success: { args: [FLEET_FILE], ending: 'done' },
    'invalid input': invalid(FLEET_FILE),
    'a refusal': { args: [FLEET_FILE, '--only', 'nobody'], ending: 'refused' },
    'an interrupt': { args: ['-'], ending: 'interrupted', interrupt: 'at standard input' },
  },
  plan: {
    ...READS,
    success: { args: [FLEET_FILE], ending: 'done' },
    'invalid input': invalid(FLEET_FILE),
    'a refusal': {
      args: [FLEET_FILE, '--refresh', 'always'],
      ending: 'refused',
      treatment: 'hides',
    },
    'an unknown outcome': { args: [FLEET_FILE], ending: 'done', folder: 'in doubt' },
    'an interrupt': {
      args: [FLEET_FILE],
      ending: 'interrupted',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
  },
  apply: {
    success: { args: [FLEET_FILE, '--yes'], ending: 'done' },
    'invalid input': invalid(FLEET_FILE, '--yes'),
    'a refusal': { args: [FLEET_FILE, '--yes', '--max-hourly', '1'], ending: 'refused' },
    'a partial success': {
      args: [FLEET_FILE, '--yes', ...QUICK],
      ending: 'partial',
      treatment: 'rejects-one',
    },
    'an unknown outcome': {
      args: [FLEET_FILE, '--yes', ...QUICK],
      ending: 'unknown',
      treatment: 'loses',
    },
    'an interrupt': {
      args: [FLEET_FILE, '--yes'],
      ending: 'interrupted',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
    'no terminal': { args: [FLEET_FILE], ending: 'refused' },
    'a closed pipe': SAME,
  },
  destroy: {
    ...CHANGES,
    success: { args: [FLEET_FILE, '--yes'], ending: 'done' },
    'an unknown outcome': IN_DOUBT,
    'no terminal': { args: [FLEET_FILE], ending: 'refused', folder: 'applied' },
  },
  stop: {
    ...CHANGES,
    success: { args: [FLEET_FILE, '--yes'], ending: 'done' },
    'an unknown outcome': IN_DOUBT,
    'no terminal': { args: [FLEET_FILE], ending: 'refused', folder: 'applied' },
  },
  start: {
    ...CHANGES,
    success: { args: [FLEET_FILE, '--yes'], ending: 'done', folder: 'applied' },
    'an unknown outcome': IN_DOUBT,
    'no terminal': { args: [FLEET_FILE], ending: 'done', folder: 'applied' },
  },
  reap: {
    ...CHANGES,
    success: { args: [FLEET_FILE, '--yes'], ending: 'done', folder: 'applied' },
    'an unknown outcome': IN_THE_ENGINE,
    'no terminal': { args: [FLEET_FILE], ending: 'done', folder: 'applied' },
  },
  status: {
    ...READS,
    success: { args: [FLEET_FILE], ending: 'done', folder: 'applied' },
    'invalid input': invalid(FLEET_FILE),
    'a refusal': { args: ['--refresh', 'always'], ending: 'refused', treatment: 'hides' },
    'an unknown outcome': { args: [FLEET_FILE], ending: 'done', folder: 'in doubt' },
    'an interrupt': {
      args: [],
      ending: 'interrupted',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
  },
  cost: {
    ...READS,
    success: { args: ['--by', 'day'], ending: 'done', folder: 'applied' },
    'invalid input': misused('--since', 'once'),
    'a refusal': { args: ['--refresh', 'always'], ending: 'refused', treatment: 'hides' },
    'an unknown outcome': { args: [], ending: 'done', folder: 'in doubt' },
    'an interrupt': {
      args: ['--refresh', 'always'],
      ending: 'interrupted',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
  },
  products: {
    ...ASKS,
    success: { args: ['4090', '--all'], ending: 'done' },
    'invalid input': misused('--gpus', '9'),
  },
  clusters: ASKS,
  images: { ...ASKS, success: { args: ['--private'], ending: 'done' } },
  storages: ASKS,
  networks: ASKS,
  auths: ASKS,
  import: {
    ...ASKS,
    success: { args: ['other'], ending: 'done' },
    'invalid input': misused(),
    'a refusal': { args: ['--all'], ending: 'refused', treatment: 'hides' },
    'an interrupt': {
      args: ['--all'],
      ending: 'interrupted',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
  },
  adopt: {
    ...READS,
    success: { args: ['a', 'x-1', FLEET_FILE], ending: 'done' },
    'invalid input': invalid('a', 'x-1', FLEET_FILE),
    'a refusal': { args: ['a', 'x-9', FLEET_FILE], ending: 'refused' },
    'an unknown outcome': { args: ['a', 'x-1'], ending: 'done', folder: 'in doubt' },
    'an interrupt': {
      args: ['a', 'x-1', FLEET_FILE],
      ending: 'interrupted',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
  },
  forget: {
    success: { args: ['a', '--yes'], ending: 'done', folder: 'applied' },
    'invalid input': misused('--yes'),
    'a refusal': { args: ['nobody', '--yes'], ending: 'refused', folder: 'applied' },
    'a partial success': CREATES_NOTHING,
    'an unknown outcome': { args: ['a', '--yes'], ending: 'done', folder: 'in doubt' },
    'an interrupt': {
      args: ['a', '--yes'],
      ending: 'interrupted',
      folder: 'applied',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
    'no terminal': { args: ['a'], ending: 'refused', folder: 'applied' },
    'a closed pipe': SAME,
  },
  recover: {
    success: { args: ['fleet.yaml', '--yes'], ending: 'done', folder: 'applied' },
    'invalid input': { args: ['nowhere.yaml', '--yes'], ending: 'refused' },
    'a refusal': { args: ['fleet.yaml', '--yes', '--ledger-id', '01234567'], ending: 'refused' },
    'a partial success': CREATES_NOTHING,
    'an unknown outcome': CREATES_NOTHING,
    'an interrupt': {
      args: ['fleet.yaml', '--yes'],
      ending: 'interrupted',
      folder: 'applied',
      treatment: 'hangs',
      interrupt: 'at a request',
    },
    'no terminal': { args: ['fleet.yaml'], ending: 'done', folder: 'applied' },
    'a closed pipe': SAME,
  },
  unlock: {
    ...READS,
    success: { args: ['LOCK'], ending: 'done', folder: 'locked' },
    'invalid input': misused(),
    'a refusal': { args: ['0123456789ab'], ending: 'ledger', folder: 'locked' },
    'an interrupt': WAITS_FOR_NOTHING,
  },
  ledger: {
    ...READS,
    success: { args: ['show'], ending: 'done' },
    'invalid input': misused('chekc'),
    'a refusal': { args: ['unlock', '0123456789ab'], ending: 'ledger', folder: 'locked' },
    'an interrupt': WAITS_FOR_NOTHING,
  },
  trust: {
    ...READS,
    success: { args: [], ending: 'done' },
    'invalid input': misused('gateway.example'),
    // The home of these runs is their folder, where anybody may have written the list.
    'a refusal': { args: ['https://gateway.example'], ending: 'refused' },
    'no terminal': 'test/security/trust-list.test.ts, which gives it a home outside of a project',
    'an interrupt': 'it waits for an answer only, and a terminal is needed for that',
  },
  schema: {
    ...READS,
    success: { args: [], ending: 'done' },
    'invalid input': { args: ['--check', 'nowhere.json'], ending: 'refused' },
    'a refusal': { args: ['--check', 'other.json'], ending: 'refused' },
    'an interrupt': WAITS_FOR_NOTHING,
  },
  sandbox: {
    ...READS,
    success: { args: [], ending: 'done', interrupt: 'at an output' },
    'invalid input': misused('--port', 'x'),
    'a refusal': { args: ['--faults', 'nowhere.yaml'], ending: 'refused' },
    'an interrupt': 'it is what ends it in any case',
    'a closed pipe': 'its output says when it can be ended',
  },
  completion: {
    ...READS,
    success: { args: ['bash'], ending: 'done' },
    'invalid input': misused('tcsh'),
    'a refusal': 'it has nothing to refuse',
    'an interrupt': WAITS_FOR_NOTHING,
  },
}

/** The service and the ledger of a run, as far as the command takes them. */
const placesFor = (command: CommandName): readonly string[] => {
  const { flags } = commandNamed(command)
  return [
    ...(flags.includes('base-url') ? ['--base-url', service.url] : []),
    ...(flags.includes('ledger') ? LEDGER : []),
  ]
}

let service: KeyedService
let root = ''
/** The key that a ledger of a prepared folder belongs to. */
const keys = new Map<Case['folder'], { readonly PPIO_API_KEY: string }>()
let folders = 0

beforeAll(async () => {
  service = await keyedService()
  root = realpathSync(mkdtempSync(join(tmpdir(), 'ppi-apply-matrix-')))
  for (const name of ['empty', 'new', 'invalid', 'applied', 'in doubt', 'locked']) {
    mkdirSync(join(root, name))
    if (name === 'empty') continue
    const text = name === 'invalid' ? FLEET.replace('gpuNum: 1', 'gpuNum: 99') : FLEET
    writeFileSync(join(root, name, FLEET_FILE), text)
    writeFileSync(join(root, name, 'instances.yaml'), text)
    writeFileSync(join(root, name, 'other.json'), '{}')
  }
  const prepare = async (
    folder: 'applied' | 'in doubt' | 'locked',
    treatment: Treatment,
    signal?: 'SIGKILL',
  ) => {
    let kill = () => {}
    const key = service.account(treatment, () => kill())
    keys.set(folder, key)
    const args = ['apply', FLEET_FILE, '--yes', '--base-url', service.url, ...LEDGER, ...QUICK]
    return runCli(args, {
      cwd: join(root, folder),
      env: key,
      onStart: (child) => {
        if (signal !== undefined) kill = () => child.kill(signal)
      },
    })
  }
  expect(await prepare('applied', 'answers')).toMatchObject({ code: 0 })
  expect(await prepare('in doubt', 'loses')).toMatchObject({ code: 4 })
  expect(await prepare('locked', 'hangs', 'SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
})

afterAll(() => {
  service.close()
  rmSync(root, { recursive: true, force: true })
})

async function carryOut(
  command: CommandName,
  format: string | undefined,
  { args, treatment = 'answers', folder = 'new', interrupt }: Case,
  isClosed: boolean,
): Promise<Run> {
  folders += 1
  const cwd = join(root, `run-${folders}`)
  cpSync(join(root, folder), cwd, { recursive: true })
  let signal = () => {}
  const account = service.account(treatment, () => {
    if (interrupt === 'at a request') signal()
  })
  const key = treatment === 'answers' ? (keys.get(folder) ?? account) : account
  const lock = (): string => JSON.parse(readFileSync(join(cwd, 'ledger.jsonl.lock'), 'utf8')).id
  const line = [
    command,
    ...args.map((arg) => (arg === 'LOCK' ? lock() : arg)),
    ...(format === undefined ? [] : ['--format', format]),
    ...placesFor(command),
    // A ledger of another key: what is asked here is not whose it is.
    ...(folder === 'applied' && treatment !== 'answers' ? ['--accept-account'] : []),
  ]
  if (interrupt === undefined && !isClosed) return runInProcess(line, { cwd, env: key })
  const options: RunOptions = {
    cwd,
    env: key,
    holdStdin: interrupt === 'at standard input',
    // More than a pipe holds: once it is gone, the program is reading.
    ...(interrupt === 'at standard input' ? { stdin: '# more to come\n'.repeat(20_000) } : {}),
    onStart(child) {
      signal = () => child.kill('SIGINT')
      if (interrupt === 'at standard input') child.stdin?.once('drain', signal)
      if (interrupt === 'at an output') child.stdout?.once('data', signal)
      if (isClosed) child.stdout?.destroy()
    },
  }
  return inTurn(() => runCli(line, options))
}

/** Two processes at a time: as many as a small machine has cores. */
const permits: (() => void)[] = []
let free = 2
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (free === 0) await new Promise<void>((resolve) => permits.push(resolve))
  else free -= 1
  try {
    return await work()
  } finally {
    const next = permits.shift()
    if (next === undefined) free += 1
    else next()
  }
}

function formatsOf(command: CommandName): readonly (string | undefined)[] {
  const { formats } = commandNamed(command)
  return formats.length === 0 ? [undefined] : formats
}

/** Commands whose text may be there although they failed after it. */
const SHOWS_WHAT_IT_SAW: readonly CommandName[] = [
  'validate',
  'vars',
  'plan',
  'apply',
  'destroy',
  'stop',
  'start',
  'reap',
]

const rows = (Object.keys(MATRIX) as CommandName[]).flatMap((command) =>
  CONDITIONS.flatMap((condition) => {
    const given = MATRIX[command][condition]
    const found = given === SAME ? MATRIX[command].success : given
    if (typeof found === 'string') return []
    return formatsOf(command).map((format) => ({ command, condition, format, found }))
  }),
)

/** Formats that say nothing on standard output of a failure: standard error does. */
const SILENT_ON_FAILURE: readonly (string | undefined)[] = [undefined, 'text', 'yaml', 'curl']

describe.concurrent('every command in every format', { timeout: 180_000 }, () => {
  it.each(rows)(
    'ends as it should, and prints only that: $command, $format, $condition',
    async ({ command, condition, format, found }) => {
      const isClosed = condition === 'a closed pipe'
      // Each run holds what is printed against the published schemas.
      const run = await carryOut(command, format, found, isClosed)
      expect(run, run.stderr).toMatchObject({ code: exitCode(found.ending), signal: null })
      if (isClosed) return
      expect(run.stdout).not.toMatch(/[^\P{Cc}\n]/u)
      const isSilent =
        found.ending === 'done'
          ? format === 'github'
          : SILENT_ON_FAILURE.includes(format) && !SHOWS_WHAT_IT_SAW.includes(command)
      if (isSilent) expect(run.stdout).toBe('')
      else if (found.ending === 'done') expect(run.stdout).not.toBe('')
    },
  )
})
