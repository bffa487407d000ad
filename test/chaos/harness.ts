import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLedger } from '../../src/ledger/file.ts'
import { type State, toState } from '../../src/ledger/state.ts'
import { checkEnd, checkLaunch, type Launch } from './invariants.ts'
import { launch, type Stage } from './launch.ts'
import { type Scenario, scenarioOf } from './scenario.ts'
import { type ServiceOfStory, startService } from './service.ts'

/** What became of one story. */
export interface Story {
  readonly seed: number
  readonly violations: readonly string[]
  readonly launches: readonly Launch[]
  /** Starts that a signal ended before their time. */
  readonly killed: number
  readonly made: number
  readonly inDoubt: number
  /** The names of the troubles that struck a call. */
  readonly struck: readonly string[]
}

/** After the last blow, so often at most: most stories are settled at once, and doubts stay doubts. */
const CALM_STARTS = 3

/**
 * Plays the story of a seed: the built program as a child against a sandbox, killed and started again until it says
 * that it is done or cannot be. The truth is what the sandbox made. What goes wrong with the story itself is a
 * violation too: a ledger that cannot be read, for instance.
 */
export async function play(seed: number, cli: string): Promise<Story> {
  const scenario = scenarioOf(seed)
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-chaos-'))
  const launches: Launch[] = []
  let service: ServiceOfStory | undefined
  try {
    furnish(scenario, folder)
    service = await startService(scenario, folder)
    const stage = { cli, folder, service, flags: scenario.flags }
    const premature = await act(scenario, stage, launches)
    const story = await judge(scenario, { folder, service, launches })
    return { ...story, violations: [...premature, ...story.violations] }
  } catch (error) {
    const violations = [`the story broke off: ${(error as Error).stack}`]
    return { seed, violations, launches, ...figuresOf(launches), made: 0, inDoubt: 0, struck: [] }
  } finally {
    await service?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function act(
  scenario: Scenario,
  stage: Stage,
  launches: Launch[],
): Promise<readonly string[]> {
  const premature: string[] = []
  const { service } = stage
  if (scenario.stranger !== undefined) {
    service.pretend(scenario.stranger === 'old' ? HOUR_MS : 0)
    service.meanwhile({ change: 'twin', name: 'a' })
    service.pretend(0)
    if (scenario.stranger === 'removed') service.meanwhile({ change: 'delete', name: 'a' })
  }
  for (const [nth, blow] of scenario.blows.entries()) {
    const ended = await launch(stage, blow)
    launches.push(...ended)
    premature.push(...ended.flatMap((each) => unwrittenAfter(each, stage.folder)))
    // Of two at once, one may be done while the other is in the middle of it.
    if (ended.length === 1) premature.push(...(await openAfter(ended[0], service)))
    if (nth > 0) continue
    if (scenario.loss) service.meanwhile({ change: 'delete', name: 'a' })
    if (scenario.restart) await service.restart()
    if (scenario.tear !== undefined) tear(service.ledgerPath, scenario.tear)
  }
  for (let n = 0; n < CALM_STARTS; n += 1) {
    const before = launches.at(-1)
    const [last] = await launch(stage, { blow: 'none' })
    if (last === undefined) break
    launches.push(last)
    premature.push(...unwrittenAfter(last, stage.folder))
    premature.push(...(await openAfter(last, service)))
    // The same end twice, with nothing in between: it will stay so.
    if (last.code === 0 || (n > 0 && last.code === before?.code)) break
  }
  return premature
}

/** Who says that all is done has written all of it down. */
async function openAfter(
  ended: Launch | undefined,
  service: ServiceOfStory,
): Promise<readonly string[]> {
  if (ended?.code !== 0) return []
  const { entries } = await stateOf(service)
  return [...entries.values()]
    .filter(({ open }) => open.length > 0)
    .map(({ key }) => `${key} has an attempt without an outcome, but it says done`)
}

/** What is shown as created is written before: a crash right after the word would lose it. */
function unwrittenAfter({ blow, output }: Launch, folder: string): readonly string[] {
  // A disk without room may leave nothing but the word.
  if (blow.blow === 'full' || blow.blow === 'full-at-call') return []
  const shown = output.matchAll(/created as (\w+)|"type":"create_complete".*?"id":"(\w+)"/g)
  const files = [...filesIn(folder)].filter(([path]) => !path.endsWith('events.jsonl'))
  return [...shown]
    .map(([, inText, inEvent]) => inText ?? inEvent ?? '')
    .filter((id) => !files.some(([path, text]) => !isOfService(path) && text.includes(id)))
    .map((id) => `${id} is shown as created, but written nowhere`)
}

/** What the service keeps, as its truth. */
const isOfService = (path: string): boolean => /(^|\/)(sandbox|service)\//.test(path)

const HOUR_MS = 3_600_000

interface Evidence {
  readonly folder: string
  readonly service: ServiceOfStory
  readonly launches: readonly Launch[]
}

async function judge(scenario: Scenario, { folder, service, launches }: Evidence): Promise<Story> {
  const { seed, names, troubles, stranger, loss, flags } = scenario
  const isListSound = troubles.every(({ rule }) => rule.on === 'create')
  const ambiguous =
    stranger === 'young' ||
    troubles.some(({ name }) => name === 'meanwhile twin') ||
    // The service answers with a stranger's id, which the list may have hidden.
    (stranger !== undefined && troubles.some(({ name }) => name === 'create garble known-id'))
  const state = await stateOf(service)
  const made = service.made()
  const violations = [
    ...launches.flatMap(checkLaunch),
    ...checkEnd({
      names,
      state,
      made,
      doubled: service.doubled,
      // Without a list to be had, or when told not to ask, the ledger alone decides. A slow call may outlive its start.
      blind:
        flags.includes('--refresh=never') ||
        troubles.some(({ name }) => /^list 404|^create delay unread/.test(name))
          ? []
          : service.blind,
      ambiguous,
      isListSound,
      isAccountSound:
        isListSound &&
        !ambiguous &&
        !loss &&
        !flags.includes('--refresh=never') &&
        !troubles.some(({ name }) => /^meanwhile|create delay before/.test(name)),
      files: filesIn(folder),
      launches,
    }),
  ]
  const struck = service.calls().flatMap(({ faults = [] }) => faults.map(Number.parseFloat))
  return {
    seed,
    violations,
    launches,
    ...figuresOf(launches),
    made: made.length,
    inDoubt: [...state.entries.values()].filter(({ open }) => open.length > 0).length,
    struck: [...new Set(struck)].flatMap((rule) => troubles[rule - 1]?.name ?? []),
  }
}

const figuresOf = (launches: readonly Launch[]) => ({
  killed: launches.filter(({ signal }) => signal !== null).length,
})

async function stateOf(service: ServiceOfStory): Promise<State> {
  const ledger = await readLedger(service.ledgerPath)
  return toState(ledger.entries)
}

/** What a person has in the folder before the first start. */
function furnish({ names, troubles }: Scenario, folder: string): void {
  const entries = names.map((name) => [
    `  - ${name === undefined ? 'rootfsSize: 61' : `name: ${name}`}`,
    '    imageAuth: "robot:${REGISTRY_PASSWORD}"',
    '    envs: { HF_TOKEN: "${HF_TOKEN}" }',
  ])
  const fleet = [
    'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }',
    'instances:',
    ...entries.flat(),
    '',
  ]
  writeFileSync(join(folder, 'fleet.yaml'), fleet.join('\n'))
  writeFileSync(join(folder, 'faults.json'), JSON.stringify(troubles.map(({ rule }) => rule)))
  mkdirSync(join(folder, 'tmp'))
}

/** Lines whose loss leaves an attempt open, and nothing worse: a power cut may take them before they are flushed. */
const MAY_BE_LOST = /"type":"(created|rejected|not-sent|unknown)"/

/** Cuts the last line of the ledger somewhere. */
function tear(path: string, share: number): void {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    return
  }
  const text = bytes.toString('latin1').trimEnd()
  const start = text.lastIndexOf('\n') + 1
  if (!MAY_BE_LOST.test(text.slice(start))) return
  truncateSync(path, start + Math.floor(share * (text.length - start)))
}

/** Every file that the runs left, but the ones that they were given. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'fleet.yaml')
    .map((file) => join(file.parentPath, file.name))
  return new Map(files.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}
