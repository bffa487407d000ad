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
import { readLedger } from '../../src/ledger/file-store/file.ts'
import { type State, toState } from '../../src/ledger/state.ts'
import { unreachable } from '../../src/model/unreachable.ts'
import { checkEnd, checkLaunch, type Launch } from './invariants.ts'
import { INNER_FOLDER, launch, type Stage } from './launch.ts'
import { ledgersIn } from './ledgers-in.ts'
import {
  ALLOW_RECREATE,
  type Blow,
  DIFFERENCES,
  type Scenario,
  scenarioOf,
  type Way,
} from './scenario.ts'
import { type ServiceOfStory, startService } from './service.ts'
import { isLie, type Trouble } from './trouble.ts'

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
    const stage = { ...scenario, cli, folder, service }
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
  stage: Omit<Stage, 'way'>,
  launches: Launch[],
): Promise<readonly string[]> {
  const premature: string[] = []
  const { service, folder } = stage
  const { ways } = scenario
  populate(scenario, service)
  const start = async (blow: Blow): Promise<readonly Launch[]> => {
    const way = ways[Math.min(launches.length, ways.length - 1)] ?? HOME_WAY
    const ended = await launch({ ...stage, way }, blow)
    launches.push(...ended)
    premature.push(...ended.flatMap((each) => unwrittenAfter(each, folder)))
    const [only, other] = ended
    // Of two at once, one may be done while the other is in the middle of it.
    if (only?.code === 0 && other === undefined) {
      premature.push(...(await openAfter(folder)), ...falselyDone(scenario, service))
    }
    return ended
  }
  for (const [nth, blow] of scenario.blows.entries()) {
    await start(blow)
    if (nth > 0) continue
    if (scenario.loss) service.meanwhile({ change: 'delete', name: 'a' })
    if (scenario.restart) await service.restart()
    if (scenario.amnesia) rmSync(join(folder, '.ppi-apply'), { recursive: true, force: true })
    if (scenario.tear !== undefined) tear(folder, scenario.tear)
  }
  // What only the account can tell is told once its list answers again.
  const most = scenario.amnesia ? 2 * CALM_STARTS : CALM_STARTS
  for (let n = 0; n < most; n += 1) {
    const before = launches.at(-1)
    const [last] = await start({ blow: 'none' })
    if (last === undefined) break
    // The same end twice, with nothing in between: it will stay so.
    if (last.code === 0 || (n > 0 && last.code === before?.code && !scenario.amnesia)) break
  }
  return premature
}

const HOME_WAY: Way = { from: 'root', host: 'address' }

/** What is in the account before the first start. */
function populate({ stranger, crowd }: Scenario, service: ServiceOfStory): void {
  for (let n = 0; n < crowd; n += 1) {
    service.meanwhile({ change: 'twin', name: `other-${n}`, agoMs: HOUR_MS })
  }
  if (stranger === undefined) return
  const agoMs = stranger.age === 'old' ? HOUR_MS : 0
  const agreeing = { gpuNum: 1, rootfsSize: 60, imageUrl: 'pytorch:2.7' }
  service.meanwhile({
    change: 'twin',
    name: 'a',
    agoMs,
    ...agreeing,
    ...DIFFERENCES[stranger.differs],
  })
  if (stranger.age === 'removed') service.meanwhile({ change: 'delete', name: 'a' })
}

/** Who says that all is done leaves one living instance of each name, where the account could be seen as it is. */
function falselyDone(
  { names, troubles, flags }: Scenario,
  service: ServiceOfStory,
): readonly string[] {
  if (flags.includes('--refresh=never') || !isListSound(troubles) || isMeddledWith(troubles)) {
    return []
  }
  return names.flatMap((name = '') => {
    const living = service.living(name)
    if (living.length === 1) return []
    return [`it says done, and "${name}" lives ${living.length} times: ${living.join(', ')}`]
  })
}

/** Who says that all is done has written all of it down. */
async function openAfter(folder: string): Promise<readonly string[]> {
  const { entries } = await stateOf(folder)
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
  const ambiguous =
    // A twin is a copy, mark and all.
    troubles.some(({ name }) => name === 'meanwhile twin') ||
    // The service answers with a stranger's id, which the list may have hidden.
    (stranger !== undefined && troubles.some(({ name }) => name === 'create garble known-id'))
  const state = await stateOf(folder)
  const made = service.made()
  const violations = [
    ...launches.flatMap(checkLaunch),
    ...checkEnd({
      names,
      state,
      made,
      living: (name) => service.living(name ?? ''),
      doubled: service.doubled,
      remade: flags.includes(ALLOW_RECREATE) ? [] : service.remade,
      // Where nothing can be read at all, or when told not to ask, the ledger alone decides. A slow call may outlive its
      // start.
      blind:
        scenario.bare ||
        flags.includes('--refresh=never') ||
        troubles.some(({ name }) => name === 'create delay unread')
          ? []
          : service.blind,
      ambiguous,
      amnesia: scenario.amnesia,
      mayBeUnrecorded: mayBeUnrecorded(scenario),
      isMarked: scenario.marker,
      isListSound: isListSound(troubles),
      isAccountSound:
        isListSound(troubles) &&
        !ambiguous &&
        !loss &&
        !flags.includes('--refresh=never') &&
        !isMeddledWith(troubles) &&
        !troubles.some(({ name }) => name === 'create delay before'),
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

function mayBeUnrecorded({ amnesia, tear, troubles, blows }: Scenario): boolean {
  if (amnesia || tear !== undefined) return true
  const lies = troubles.some(({ name }) => isLie(name))
  return blows.some(({ blow }) => {
    switch (blow) {
      case 'full':
      case 'full-at-call':
        return true
      case 'at-call':
      case 'after':
      case 'silence':
      case 'twice':
        return lies
      case 'none':
      case 'pipe':
        return false
      default:
        return unreachable(blow)
    }
  })
}

const isListSound = (troubles: readonly Trouble[]): boolean =>
  troubles.every(({ rule }) => rule.on === 'create')

/** Somebody else changes the account in the middle of a call. */
const isMeddledWith = (troubles: readonly Trouble[]): boolean =>
  troubles.some(({ rule }) => rule.do.fault === 'meanwhile')

/** What all ledgers of the project say together: by two names of a service there may be two. */
async function stateOf(folder: string): Promise<State> {
  const ledgers = await Promise.all(ledgersIn(folder).map((path) => readLedger(path)))
  return toState(ledgers.flatMap(({ records }) => records))
}

/** What a person has in the folder before the first start. */
function furnish({ names, troubles, marker }: Scenario, folder: string): void {
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
  if (!marker) writeFileSync(join(folder, 'ppi-apply.config.yaml'), 'marker: false\n')
  for (const inner of ['tmp', '.git', INNER_FOLDER]) mkdirSync(join(folder, inner))
}

/** Lines whose loss leaves an attempt open, and nothing worse: a power cut may take them before they are flushed. */
const MAY_BE_LOST = /"type":"(created|rejected|not-sent|unknown)"/

/** Cuts the last line of the ledger somewhere. */
function tear(folder: string, share: number): void {
  const [path] = ledgersIn(folder)
  if (path === undefined) return
  const bytes = readFileSync(path)
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
