import type { ChangeOutcome } from '../../src/api/change-outcome.ts'
import type { Refusal } from '../../src/api/outcome.ts'
import type { InstanceDetails, RemoteInstance } from '../../src/api/remote.ts'
import type { ChangeTask } from '../../src/apply/event.ts'
import type { ApplyPorts, Recorded } from '../../src/apply/ports.ts'
import type { InstanceOperation } from '../../src/ledger/operation.ts'
import type { AttemptId, InstanceId, LedgerRecord } from '../../src/ledger/record.ts'
import type { OpenOperation, OwnedInstance } from '../../src/ledger/state.ts'
import type { SteppedChange, SwitchStep } from '../../src/plan/action.ts'
import { anInstance, aSpec, owned } from './builders.ts'

/** When the world begins, by its wall clock: a minute after `owned` was recorded. */
export const BEGIN = Date.parse('2026-11-01T10:01:00.000Z')

/** What the account shows of an instance: its fields, nothing, or that it cannot be asked. */
type Shown = Partial<RemoteInstance> | 'gone' | 'silent'

interface Script {
  /** What asking for an instance shows, so many calls that changed it and so many ms after the beginning. */
  readonly get?: (id: string, calls: number, at: number) => Shown
  /** What the list shows, where that is not what asking for each shows. */
  readonly list?: (at: number) => ReturnType<ApplyPorts['list']>
  /** What the n-th call that changes an instance comes to, from 1; accepted if not given. */
  readonly change?: (nth: number, id: string) => ChangeOutcome
  readonly record?: (record: LedgerRecord) => Recorded
  readonly interrupted?: (calls: number, at: number) => boolean
}

/** A world whose service follows a script, and whose clocks only waiting moves. */
export function changeWorld({
  get = (_id, calls) => (calls > 0 ? 'gone' : {}),
  list,
  change = () => ({ kind: 'accepted' }),
  record = () => ({ kind: 'recorded' }),
  interrupted = () => false,
}: Script = {}) {
  const log: string[] = []
  const lines: LedgerRecord[] = []
  const sentAt: number[] = []
  const lookedAt: number[] = []
  const calls = new Map<string, number>()
  let clock = 0
  const shown = (id: string): Shown => get(id, calls.get(id) ?? 0, clock)
  const details = (id: string, fields: Partial<RemoteInstance>): InstanceDetails => ({
    ...anInstance(id, `n-${id}`, fields),
    keepDataDays: undefined,
    ssh: undefined,
    tools: [],
  })
  const known: string[] = []
  const ports: ApplyPorts = {
    async record(line) {
      const recorded = record(line)
      const what = 'operation' in line ? `${line.type} ${line.operation}` : line.type
      const result = line.type === 'settled' ? ` ${line.result}` : ''
      log.push(`${recorded.kind === 'recorded' ? '' : 'lost '}${what}${result}`)
      if (recorded.kind === 'recorded') lines.push(line)
      return recorded
    },
    create: async () => Promise.reject(new Error('nothing is created here')),
    async change({ operation, id }) {
      sentAt.push(clock)
      log.push(`send ${operation} ${id}`)
      const outcome = change(sentAt.length, id)
      if (outcome.kind !== 'not-sent') calls.set(id, (calls.get(id) ?? 0) + 1)
      return outcome
    },
    async list() {
      log.push('list')
      if (list !== undefined) return list(clock)
      const instances = known.flatMap((id) => {
        const each = shown(id)
        return typeof each === 'string' ? [] : [details(id, each)]
      })
      return { kind: 'complete', instances }
    },
    async get(id) {
      lookedAt.push(clock)
      if (!known.includes(id)) known.push(id)
      const each = shown(id)
      if (each === 'gone') return { kind: 'gone', why: 'HTTP 404' }
      if (each === 'silent') return { kind: 'failed', why: 'HTTP 500', refusal: undefined }
      return { kind: 'ok', value: details(id, each) }
    },
    shown: { lives: () => false, named: () => [] },
    skewMs: () => undefined,
    newAttempt: () => 'new' as AttemptId,
    now: () => new Date(BEGIN + clock).toISOString(),
    elapsed: () => clock,
    async wait(ms) {
      clock += ms
    },
    random: () => 0.5,
    interrupted: () => interrupted(sentAt.length, clock),
  }
  return { ports, log, lines, sentAt, lookedAt, now: () => clock }
}

/** An instance that the ledger owns and that is called `n-ID`. */
export const anOwned = (id: string, fields: Partial<OwnedInstance> = {}): OwnedInstance => ({
  ...owned(id, aSpec(`n-${id}`)),
  ...fields,
})

export const openOperation = (
  operation: InstanceOperation,
  fields: Partial<OpenOperation> = {},
): OpenOperation => ({
  attempt: 'earlier' as AttemptId,
  operation,
  since: new Date(BEGIN).toISOString(),
  because: 'command',
  from: {},
  to: {},
  digest: undefined,
  reason: undefined,
  ...fields,
})

export function aDeletion(id: string, fields: Partial<OwnedInstance> = {}): ChangeTask {
  const { key, name } = aSpec(`n-${id}`)
  return {
    operation: 'delete',
    action: {
      kind: 'destroy',
      operation: 'delete',
      key,
      name,
      reason: { code: 'destroy-asked', id: id as InstanceId },
      because: 'destroy',
      owned: anOwned(id, fields),
      remote: undefined,
      spec: undefined,
    },
  }
}

export function aSwitch(operation: 'start' | 'stop', id: string): ChangeTask {
  const spec = aSpec(`n-${id}`)
  const from = operation === 'start' ? 'exited' : 'running'
  const to = operation === 'start' ? 'running' : 'stopped'
  const step: SwitchStep = { operation, from, to, because: 'command' }
  const action: SteppedChange = {
    kind: 'change',
    key: spec.key,
    name: spec.name,
    spec,
    reason: { code: `to-${operation}`, id: id as InstanceId, status: from },
    owned: anOwned(id),
    remote: undefined,
    changes: [],
    steps: [step],
    drift: [],
    unchecked: [],
  }
  return { operation, action, step }
}

export const aRefusal = (status = 400, reason?: string): Refusal => ({
  status,
  reason,
  message: 'no',
  advice: undefined,
  requestId: undefined,
})
