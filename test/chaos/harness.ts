import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Played, playActs } from './acts.ts'
import type { Launch } from './judge/check-launch.ts'
import { judge } from './judge/judge.ts'
import { type Keeper, startKeeper } from './keeping/keeper.ts'
import type { LedgerKind } from './keeping/ledger-of-story.ts'
import { furnish } from './project.ts'
import { type ServiceOfStory, startService } from './service/service-of-story.ts'
import { isGone } from './service/truth.ts'
import { onSharedLedger } from './story/on-shared-ledger.ts'
import { type Scenario, scenarioOf, troublesOf } from './story/scenario.ts'

/** What became of one story. */
export interface Story {
  readonly seed: number
  readonly scenario: Scenario
  readonly violations: readonly string[]
  readonly launches: readonly Launch[]
  readonly figures: Figures
  /** The names of the troubles that struck a call. */
  readonly struck: readonly string[]
}

/** What is counted of a story, and of all of them together. */
export interface Figures {
  readonly starts: number
  /** Starts that a signal ended before their time. */
  readonly killed: number
  readonly made: number
  /** Instances that the program made and that are gone. */
  readonly ended: number
  /** Stops and starts that the service took. */
  readonly switched: number
  /** Edits and upgrades that it took. */
  readonly edited: number
  readonly upgraded: number
  /** Entries with an attempt or an operation whose outcome is not known in the end. */
  readonly inDoubt: number
  /** Instances that were made to take the place of others. */
  readonly replaced: number
}

export const NO_FIGURES: Figures = {
  starts: 0,
  killed: 0,
  made: 0,
  ended: 0,
  switched: 0,
  edited: 0,
  upgraded: 0,
  inDoubt: 0,
  replaced: 0,
}

/** What keeps the ledger of a story: a file, where nothing else is said. */
export interface Kept {
  readonly keeper?: Keeper
  readonly kind?: LedgerKind
}

/**
 * Plays the story of a seed: the built program as a child against a sandbox, killed and started again until it says
 * that it is done or cannot be. The truth is what the sandbox did. What goes wrong with the story itself is a
 * violation too: a ledger that cannot be read, for instance.
 */
export async function play(
  seed: number,
  cli: string,
  { keeper = startKeeper(), kind = 'file' }: Kept = {},
): Promise<Story> {
  const drawn = scenarioOf(seed)
  const scenario = kind === 'file' ? drawn : onSharedLedger(drawn)
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-chaos-'))
  const played: Played = {
    launches: [],
    plans: [],
    premature: [],
    lastStartAt: 0,
    lastPlan: undefined,
    lastSight: undefined,
  }
  let service: ServiceOfStory | undefined
  try {
    furnish(scenario, folder)
    const ledger = await keeper.open(kind, folder)
    service = await startService(scenario, folder, ledger)
    await playActs(scenario, { ...scenario, cli, folder, service, ledger }, played)
    const evidence = { folder, service, ledger, ...played }
    const { violations, inDoubt, replaced } = await judge(scenario, evidence)
    return {
      seed,
      scenario,
      violations: [...played.premature, ...violations],
      launches: played.launches,
      figures: { ...figuresOf(service, played), inDoubt, replaced },
      struck: struckIn(service, scenario),
    }
  } catch (error) {
    const violations = [`the story broke off: ${(error as Error).stack}`]
    return {
      seed,
      scenario,
      violations,
      launches: played.launches,
      figures: NO_FIGURES,
      struck: [],
    }
  } finally {
    await service?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function figuresOf(
  service: ServiceOfStory,
  { launches }: Played,
): Omit<Figures, 'inDoubt' | 'replaced'> {
  const made = service.truth().filter(({ askedName }) => askedName !== undefined)
  const done = service.calls().filter(({ phase }) => phase === 'committed')
  const count = (which: readonly string[]) =>
    done.filter(({ operation }) => which.includes(operation)).length
  return {
    starts: launches.length,
    killed: launches.filter(({ signal }) => signal !== null).length,
    made: made.length,
    ended: made.filter(isGone).length,
    switched: count(['stop', 'start']),
    edited: count(['edit']),
    upgraded: count(['upgrade']),
  }
}

/** The log names a fault by the number of its rule. */
function struckIn(service: ServiceOfStory, scenario: Scenario): readonly string[] {
  const troubles = troublesOf(scenario)
  const struck = service.calls().flatMap(({ faults = [] }) => faults.map(Number.parseFloat))
  return [...new Set(struck)].flatMap((rule) => troubles[rule - 1]?.name ?? [])
}
