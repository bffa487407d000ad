import type { EntryKey, SpecDigest } from '../../src/definitions/instance-spec.ts'
import type {
  AdoptedRecord,
  AttemptId,
  CreatedRecord,
  DefinitionFile,
  ForgottenRecord,
  InstanceId,
  IntentRecord,
  LedgerRecord,
  OpenedRecord,
  OperationRecord,
  ProtectedRecord,
  SenderRecord,
  SettledRecord,
} from '../../src/ledger/record.ts'
import type { LockId } from '../../src/ledger/store.ts'

export const key = (text: string): EntryKey => text as EntryKey
export const attempt = (text: string): AttemptId => text as AttemptId
export const id = (text: string): InstanceId => text as InstanceId
export const file = (text: string): DefinitionFile => text as DefinitionFile
export const digest = (text: string): SpecDigest => text as SpecDigest

/** The n-th second of a day. */
export const time = (n: number): string => new Date(Date.UTC(2026, 7, 24) + n * 1000).toISOString()

export const opened = (over: Partial<OpenedRecord> = {}): OpenedRecord => ({
  type: 'opened',
  time: time(0),
  version: '0.1.0',
  service: 'api.example.com',
  salt: 'salt',
  account: undefined,
  ...over,
})

export const intent = (over: Partial<IntentRecord> = {}): IntentRecord => ({
  type: 'intent',
  time: time(1),
  attempt: attempt('a1'),
  key: key('web'),
  name: 'web',
  digest: digest('d1'),
  spec: { gpuNum: 1 },
  seen: [],
  replaces: [],
  ...over,
})

export const created = (over: Partial<CreatedRecord> = {}): CreatedRecord => ({
  type: 'created',
  time: time(2),
  attempt: attempt('a1'),
  key: key('web'),
  id: id('i1'),
  how: 'answered',
  ...over,
})

/** An attempt that ended without an instance, or without news. */
export const ended = (
  type: 'rejected' | 'not-sent' | 'unknown',
  over: { time?: string; attempt?: AttemptId; key?: EntryKey; reason?: string } = {},
): LedgerRecord => ({
  type,
  time: time(2),
  attempt: attempt('a1'),
  key: key('web'),
  reason: 'because',
  ...over,
})

export const adopted = (over: Partial<AdoptedRecord> = {}): AdoptedRecord => ({
  type: 'adopted',
  time: time(3),
  key: key('web'),
  name: 'web',
  digest: undefined,
  spec: undefined,
  id: id('i1'),
  settles: [],
  ...over,
})

export const forgotten = (over: Partial<ForgottenRecord> = {}): ForgottenRecord => ({
  type: 'forgotten',
  time: time(4),
  key: key('web'),
  attempts: [],
  ids: [],
  ...over,
})

export const operation = (over: Partial<OperationRecord> = {}): OperationRecord => ({
  type: 'operation',
  time: time(5),
  attempt: attempt('o1'),
  key: key('web'),
  name: 'web',
  id: id('i1'),
  operation: 'delete',
  from: { status: 'running' },
  to: { status: 'removed' },
  because: 'destroy',
  ...over,
})

export const settled = (over: Partial<SettledRecord> = {}): SettledRecord => ({
  type: 'settled',
  time: time(6),
  attempt: attempt('o1'),
  key: key('web'),
  id: id('i1'),
  operation: 'delete',
  result: 'done',
  how: 'seen',
  ...over,
})

export const protection = (over: Partial<ProtectedRecord> = {}): ProtectedRecord => ({
  type: 'protected',
  time: time(7),
  key: key('web'),
  id: id('i1'),
  protect: true,
  ...over,
})

/** A run of another machine that sent these attempts, and never gave the ledger back that it held. */
export const aSender = (...attempts: readonly AttemptId[]): SenderRecord => ({
  type: 'sender',
  time: time(0),
  lock: 'aaaaaaaaaaaa' as LockId,
  user: 'ci',
  host: 'runner-7',
  pid: 12,
  command: 'apply',
  ledger: 'postgres://db.example/ops?ledger=fleet',
  attempts,
})
