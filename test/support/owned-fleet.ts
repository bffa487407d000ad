import { onTestFinished } from 'vitest'
import type { ClientOptions } from '../../src/api/client.ts'
import type { ApplyEvent } from '../../src/apply/event.ts'
import type { CreateBody, InstanceSpec } from '../../src/definitions/instance-spec.ts'
import type { Life } from '../../src/definitions/life.ts'
import type { Disk } from '../../src/ledger/file-store/disk.ts'
import { openLedger } from '../../src/ledger/file-store/file.ts'
import type { OpenOptions } from '../../src/ledger/ledger-location.ts'
import type { LedgerRecord } from '../../src/ledger/record.ts'
import { toState } from '../../src/ledger/state.ts'
import { ALLOW_WORDS, type AllowWord } from '../../src/model/allow-word.ts'
import { mask, reveal } from '../../src/model/secret.ts'
import {
  type ApplyOptions,
  applyFleet,
  type FleetApplied,
} from '../../src/operations/apply-fleet.ts'
import type { Cancellation } from '../../src/operations/cancellation.ts'
import type { CheckedFleet } from '../../src/operations/plan-fleet.ts'
import { type ApplyReporter, reporterOf } from '../../src/operations/reporter.ts'
import { type Goal, PLAIN_APPLY } from '../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'
import { statusAfter, stepsMade } from '../../src/sandbox/state/lifecycle.ts'
import { aSpec } from './builders.ts'
import { attempt, created, id, intent } from './ledger-records.ts'
import { RUN, targetOf } from './operation-target.ts'
import { create } from './sandbox.ts'
import { KEY, servedClient } from './served-client.ts'

export const DESTROY: Goal = { kind: 'destroy', scope: 'files' }
export const PRUNE: Goal = { ...PLAIN_APPLY, prune: true }

/** How long a change may take to show, in milliseconds, and how long it is waited for. */
export const SETTLE_MS = 50
const CHANGE_MS = 5_000

const CHANGES: readonly string[] = [
  'create',
  'delete',
  'start',
  'stop',
  'edit',
  'upgrade',
  'to-monthly',
  'renew',
  'auto-renew',
]

interface FleetOptions {
  readonly faults?: readonly FaultRule[]
  /** How the states of the sandbox move on; at once if not given. */
  readonly pace?: SandboxOptions['pace']
  /** What the entries say beside the fields of the API. */
  readonly life?: Partial<Life>
  /** More fields of the bodies that the instances were created with. */
  readonly fields?: CreateBody
  /** How long ago the instances were made; now if not given. */
  readonly madeAgoMs?: number
  /** How long before their creation the ledger recorded the instances; at once if not given. */
  readonly recordedAgoMs?: number
  readonly missingStatus?: 400 | 404
  readonly limits?: ClientOptions['limits']
  /** Told of each call at the service, with what the ledger on the disk holds by then. */
  readonly onCall?: (event: CallEvent, records: () => Promise<readonly LedgerRecord[]>) => unknown
  /** What the runs write the ledger to; the real disk if not given. */
  readonly disk?: Disk
  /** Lines that the ledger holds beside those by which it owns the instances. */
  readonly records?: (ids: readonly string[]) => readonly LedgerRecord[]
}

interface RunOptions extends Partial<Omit<ApplyOptions, 'goal'>> {
  readonly specs?: readonly InstanceSpec[]
  readonly coversAll?: boolean
  /** Hears the rest of what the run tells. */
  readonly reporter?: Partial<ApplyReporter>
  /** Told each event of the run. */
  readonly onEvent?: (event: ApplyEvent) => void
  /** Asked before each step whether somebody wants the run to stop. */
  readonly interrupted?: () => boolean
}

/**
 * Instances of a sandbox that a ledger owns, one for each name, and runs over both: real sockets, real files, and a clock
 * that only waiting moves.
 */
export async function ownedFleet(names: readonly string[], options: FleetOptions = {}) {
  const {
    faults = [],
    pace = { by: 'clock', stepMs: 0 },
    life,
    fields = {},
    onCall,
    recordedAgoMs = 0,
  } = options
  const { madeAgoMs = 0 } = options
  const began = Date.now() - madeAgoMs
  let clock = 0
  let isBegun = false
  let read: () => Promise<readonly LedgerRecord[]> = async () => []
  const sandbox = await startSandbox({
    apiKey: KEY,
    now: () => began + clock,
    pace,
    faults,
    ...(options.missingStatus === undefined ? {} : { missingStatus: options.missingStatus }),
    onRequest: async (event) => {
      if (isBegun) await onCall?.(event, read)
    },
  })
  onTestFinished(() => sandbox.close())
  const specs = names.map((name) => aSpec(name, fields, life))
  const ids: string[] = []
  for (const spec of specs)
    ids.push(await create(sandbox, reveal(spec.body) as Readonly<Record<string, unknown>>))
  const { limits } = options
  const client = servedClient(sandbox.url, limits === undefined ? {} : { limits })
  onTestFinished(() => client.close())
  const ours = specs.flatMap((spec, at) =>
    owning(spec, ids[at] ?? '', new Date(began - recordedAgoMs)),
  )
  const {
    target: real,
    cwd,
    kept,
  } = await targetOf(client, ...ours, ...(options.records?.(ids) ?? []))
  const { disk } = options
  const target =
    disk === undefined
      ? real
      : {
          ...real,
          ledger: {
            ...real.ledger,
            open: (opening: OpenOptions) =>
              openLedger(real.ledger.file ?? '', { ...opening, disk }),
          },
        }
  read = kept
  isBegun = true
  clock = madeAgoMs
  const before = sandbox.calls().length

  /** The calls that change something and that reached the service, each with the name of its instance. */
  const sent = (): readonly string[] =>
    sandbox
      .calls()
      .slice(before)
      .filter(({ phase, operation }) => phase === 'received' && CHANGES.includes(operation))
      .map(({ operation, name = '' }) => `${operation} ${name}`)

  /** The state in the account, whatever its calls say; `gone` where nothing of it is left. Of what a run made, by its id too. */
  const truth = (name: string): string => {
    const at = specs.findIndex((spec) => spec.name === name)
    const instance = sandbox
      .instances()
      .find((each) => (at === -1 ? each.name === name || each.id === name : each.id === ids[at]))
    if (instance === undefined) return 'gone'
    const status = statusAfter(instance, stepsMade(instance, pace, began + clock, 0), 0)
    return status === undefined || status === 'removed' ? 'gone' : status
  }

  async function run(goal: Goal | undefined, running: RunOptions = {}): Promise<Ran> {
    const { onEvent, interrupted = () => false, specs: chosen = specs, coversAll = true } = running
    const events: ApplyEvent[] = []
    const fleet: CheckedFleet = { specs: chosen, coversAll, files: [], variables: [], cwd }
    const reporter = reporterOf({
      ...running.reporter,
      event(event) {
        events.push(event)
        onEvent?.(event)
      },
    })
    const never = new AbortController().signal
    const cancellation: Cancellation = {
      requested: interrupted,
      deadline: never,
      lastLook: never,
      async wait(ms) {
        clock += ms
        await new Promise((resolve) => setImmediate(resolve))
      },
      release: () => undefined,
    }
    const { consent, allow, ...more } = running
    const words = allow ?? new Set<AllowWord>(ALLOW_WORDS)
    const applying: ApplyOptions = {
      ...RUN,
      root: cwd,
      settleMs: SETTLE_MS,
      changeMs: CHANGE_MS,
      marker: true,
      callMs: undefined,
      allow: words,
      consent: consent ?? { allow: words, isWhole: false },
      limits: { maxHourly: undefined, maxUpfront: undefined, ...FREE },
      planId: undefined,
      failFast: false,
      adopt: false,
      waitMs: undefined,
      canAsk: false,
      approve: async () => true,
      elapsed: () => clock,
      ...(goal === undefined ? {} : { goal }),
      ...more,
    }
    const applied = await applyFleet(fleet, target, applying, reporter, cancellation)
    return { ...applied, events }
  }

  return {
    sandbox,
    specs,
    ids,
    target,
    kept,
    sent,
    truth,
    run,
    /** What the ledger holds besides how the instances became its own. */
    lines: async () => (await kept()).slice(1 + ours.length),
    state: async () => toState(await kept()),
    pass(ms: number) {
      clock += ms
    },
  }
}

export interface Ran extends FleetApplied {
  readonly events: readonly ApplyEvent[]
}

const FREE = { allowPrepaid: true, allowUnavailable: true } as const

/** How the ledger came to own an instance: it created it. */
export const owning = (spec: InstanceSpec, instanceId: string, at = new Date()): LedgerRecord[] => {
  const { key, name, digest, body, life } = spec
  const made = { attempt: attempt(`made ${instanceId}`), key, time: at.toISOString() }
  const protect = life.protect ? ({ protect: true } as const) : {}
  return [
    intent({ ...made, name, digest, spec: mask(body), ...protect }),
    created({ ...made, id: id(instanceId) }),
  ]
}
