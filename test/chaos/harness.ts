import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLedger } from '../../src/ledger/file.ts'
import { ledgerPath, serviceOf } from '../../src/ledger/ledger-path.ts'
import { EMPTY_STATE, toState } from '../../src/ledger/state.ts'
import type { CallEvent } from '../../src/sandbox/answer-call.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { checkEnd, checkLaunch, type Launch, SECRETS } from './invariants.ts'
import { type Blow, type Scenario, SETTLE_S, scenarioOf } from './scenario.ts'

/** What became of one story. */
export interface Story {
  readonly seed: number
  readonly violations: readonly string[]
  readonly launches: readonly Launch[]
  /** Starts that a signal ended before their time. */
  readonly killed: number
  readonly made: number
  readonly inDoubt: number
}

/** After the last blow, so often at most: most stories are settled at once, and doubts stay doubts. */
const CALM_STARTS = 3

/** A start that takes longer hangs. */
const PATIENCE_MS = 60_000

/**
 * Plays the story of a seed: the built program as a child against a sandbox in this process, killed and started again
 * until it says that it is done or cannot be. The truth is what the sandbox made.
 */
export async function play(seed: number, cli: string): Promise<Story> {
  const scenario = scenarioOf(seed)
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-chaos-'))
  let told: (event: CallEvent) => void | Promise<void> = () => {}
  const sandbox = await startSandbox({
    apiKey: SECRETS.apiKey,
    faults: scenario.faults,
    removedLingers: 1000,
    onRequest: (event) => told(event),
  })
  try {
    writeFileSync(join(folder, 'fleet.yaml'), fleetText(scenario))
    const launches: Launch[] = []
    const start = async (blow: Blow) => {
      const launch = await launchOnce({ cli, folder, sandbox, blow }, (hook) => {
        told = hook
      })
      launches.push(launch)
      return launch
    }
    const gone = new Set<string>()
    const remove = (): void => {
      for (const id of sandbox.meanwhile({ change: 'delete', name: 'a' })) gone.add(id)
    }
    if (scenario.stranger) {
      sandbox.meanwhile({ change: 'twin', name: 'a' })
      remove()
    }
    const foreign = new Set(gone)
    for (const [nth, blow] of scenario.blows.entries()) {
      await (blow.blow === 'twice' ? Promise.all([start(blow), start(blow)]) : start(blow))
      if (nth === 0 && scenario.loss) remove()
    }
    for (let n = 0; n < CALM_STARTS; n += 1) {
      const before = launches.at(-1)
      const { code } = await start({ blow: 'none' })
      // The same end twice, with nothing in between: it will stay so.
      if (code === 0 || (n > 0 && code === before?.code)) break
    }
    const path = ledgerPath(folder, serviceOf(new URL(sandbox.url)))
    const ledger = await readLedger(path)
    const state = ledger.exists ? toState(ledger.entries) : EMPTY_STATE
    const truth = sandbox.instances().filter(({ id }) => !foreign.has(id))
    const { names } = scenario
    const files = filesIn(folder)
    const violations = [
      ...launches.flatMap(checkLaunch),
      ...checkEnd({ names, state, truth, gone, files, last: launches.at(-1) }),
    ]
    return {
      seed,
      violations,
      launches,
      killed: launches.filter(({ signal }) => signal !== null).length,
      made: truth.length,
      inDoubt: [...state.entries.values()].filter(({ open }) => open.length > 0).length,
    }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function fleetText({ names }: Scenario): string {
  const entries = names.map((name) => [
    `  - ${name === undefined ? 'rootfsSize: 61' : `name: ${name}`}`,
    '    imageAuth: "robot:${REGISTRY_PASSWORD}"',
    '    envs: { HF_TOKEN: "${HF_TOKEN}" }',
  ])
  return [
    'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }',
    'instances:',
    ...entries.flat(),
    '',
  ].join('\n')
}

interface Start {
  readonly cli: string
  readonly folder: string
  readonly sandbox: Sandbox
  readonly blow: Blow
}

async function launchOnce(
  { cli, folder, sandbox, blow }: Start,
  listen: (hook: (event: CallEvent) => void | Promise<void>) => void,
): Promise<Launch> {
  const args = ['apply', 'fleet.yaml', '--yes', '--verbose', '--settle', String(SETTLE_S)]
  const child = spawn(process.execPath, [cli, ...args, '--timeout', '0.8'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PPIO_API_KEY: SECRETS.apiKey,
      PPIO_BASE_URL: sandbox.url,
      HF_TOKEN: SECRETS.token,
      REGISTRY_PASSWORD: SECRETS.password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  listen(strike(blow, child))
  let output = ''
  const take = (text: string): void => {
    output += text
    if (blow.blow === 'pipe') child.stdout.destroy()
  }
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  const timers = [setTimeout(() => child.kill('SIGABRT'), PATIENCE_MS)]
  if (blow.blow === 'after') timers.push(setTimeout(() => child.kill(blow.signal), blow.ms))
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  for (const timer of timers) clearTimeout(timer)
  listen(() => {})
  return { blow, code, signal, output }
}

/** Sends the signal at its moment; the service goes on only once a killed program is gone. */
function strike(blow: Blow, child: ChildProcess): (event: CallEvent) => void | Promise<void> {
  if (blow.blow !== 'at-call') return () => {}
  let seen = 0
  return async ({ operation, phase }) => {
    if (operation !== blow.operation || phase !== blow.phase) return
    seen += 1
    if (seen !== blow.nth || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(blow.signal)
    if (blow.signal === 'SIGKILL') await gone
  }
}

/** Every file that the runs left, but the one that they were given. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'fleet.yaml')
    .map((file) => join(file.parentPath, file.name))
  return new Map(files.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}
