import fc from 'fast-check'
import { INSTANCE_OPERATIONS, OPERATION_CAUSES } from '../../src/ledger/operation.ts'
import type { LedgerRecord, OperationState } from '../../src/ledger/record.ts'
import type { LockId } from '../../src/ledger/store.ts'
import type { Json } from '../../src/model/secret.ts'
import { attempt, digest, file, id, key, time } from './ledger-records.ts'

const RESULTS = ['done', 'rejected', 'not-sent', 'unknown', 'given-up'] as const

/** Any record over few keys, attempts and ids, so that lines of a list have to do with each other. */
export function anyRecord(): fc.Arbitrary<LedgerRecord> {
  const keys = fc.constantFrom('web', 'db', '~d1#1').map(key)
  const attempts = fc.constantFrom('a1', 'a2', 'a3', 'a4').map(attempt)
  const ids = fc.constantFrom('i1', 'i2', 'i3').map(id)
  const names = fc.option(fc.constantFrom('web', 'db', ''), { nil: undefined })
  const digests = fc.constantFrom('d1', 'd2').map(digest)
  const specs = fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json)
  const line = {
    time: fc.integer({ min: 0, max: 5 }).map(time),
    seq: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
  }
  const files = fc.option(fc.constantFrom('fleet.yaml', '../dev.yaml').map(file), {
    nil: undefined,
  })
  const short = { maxLength: 2 }
  const locks = fc.constantFrom('111111111111', '222222222222').map((lock) => lock as LockId)
  const ledgers = fc.oneof(
    fc.string().map((path) => `/${path}`),
    fc.constantFrom('postgres://ci@db.example/ops?ledger=a', 'git:origin#b', 's3://b/c?region=d'),
  )
  const holder = {
    lock: locks,
    user: fc.string(),
    host: fc.string(),
    pid: fc.nat(),
    command: fc.string(),
    machine: fc.option(fc.string(), { nil: undefined }),
    boot: fc.option(fc.string(), { nil: undefined }),
    space: fc.option(fc.string(), { nil: undefined }),
    started: fc.option(fc.string(), { nil: undefined }),
  }
  const states = fc.constantFrom<OperationState>(
    { status: 'running' },
    { status: 'running', ports: ['22/tcp'] },
    { rootfsSize: 60 },
    { endsAt: 1_800_000_000, months: 1 },
    { status: 'running', fields: { imageUrl: 'pytorch:3', envs: [] } },
  )
  const tried = { ...line, attempt: attempts, key: keys }
  return fc.oneof(
    fc.record({
      ...line,
      type: fc.constant('opened' as const),
      version: fc.string(),
      service: fc.constant('api.example.com'),
      salt: fc.string({ minLength: 1 }),
      account: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      ledgerId: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    }),
    fc.record({
      ...tried,
      type: fc.constant('intent' as const),
      name: names,
      digest: digests,
      spec: specs,
      seen: fc.option(fc.array(ids, short), { nil: undefined }),
      listed: fc.constantFrom(true as const, undefined),
      replaces: fc.array(ids, short),
      supersedes: fc.option(fc.array(ids, short), { nil: undefined }),
      hourly: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      marker: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      skewMs: fc.option(fc.integer(), { nil: undefined }),
      limitMs: fc.option(fc.nat(), { nil: undefined }),
      settleMs: fc.option(fc.nat(), { nil: undefined }),
      file: files,
      protect: fc.constantFrom(true as const, undefined),
    }),
    fc.record({
      ...tried,
      type: fc.constant('created' as const),
      id: ids,
      how: fc.constantFrom('answered' as const, 'found' as const),
    }),
    fc.record({
      ...tried,
      type: fc.constantFrom('rejected' as const, 'not-sent' as const, 'unknown' as const),
      reason: fc.string({ unit: 'grapheme' }),
    }),
    fc.record({
      ...tried,
      type: fc.constant('unknown' as const),
      reason: fc.string({ unit: 'grapheme' }),
      refused: fc.constant(true as const),
    }),
    fc.record({
      ...line,
      type: fc.constant('adopted' as const),
      key: keys,
      name: names,
      digest: fc.option(digests, { nil: undefined }),
      spec: fc.option(specs, { nil: undefined }),
      id: ids,
      settles: fc.array(attempts, short),
      file: files,
      protect: fc.constantFrom(true as const, undefined),
    }),
    fc.record({
      ...line,
      type: fc.constant('forgotten' as const),
      key: keys,
      attempts: fc.array(attempts, short),
      ids: fc.array(ids, short),
    }),
    fc.record({
      ...tried,
      type: fc.constant('operation' as const),
      name: names,
      id: ids,
      operation: fc.constantFrom(...INSTANCE_OPERATIONS),
      from: states,
      to: states,
      because: fc.constantFrom(...OPERATION_CAUSES),
      spec: fc.option(specs, { nil: undefined }),
      digest: fc.option(digests, { nil: undefined }),
      hourly: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      madeAt: fc.option(fc.integer({ min: 0, max: 5 }).map(time), { nil: undefined }),
    }),
    fc.record({
      ...tried,
      type: fc.constant('settled' as const),
      id: ids,
      operation: fc.constantFrom(...INSTANCE_OPERATIONS),
      result: fc.constantFrom(...RESULTS),
      how: fc.constantFrom('answered' as const, 'seen' as const, 'said' as const, undefined),
      end: fc.constantFrom('gone' as const, 'removed' as const, 'was-gone' as const, undefined),
      because: fc.option(fc.constantFrom(...OPERATION_CAUSES), { nil: undefined }),
      madeAt: fc.option(fc.integer({ min: 0, max: 5 }).map(time), { nil: undefined }),
      reason: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
    }),
    fc.record({
      ...line,
      type: fc.constant('protected' as const),
      key: keys,
      id: ids,
      protect: fc.boolean(),
    }),
    fc.record({
      ...line,
      type: fc.constant('moved' as const),
      key: keys,
      file: fc.constantFrom('fleet.yaml', '../dev.yaml').map(file),
    }),
    fc.record({
      ...line,
      type: fc.constant('applied' as const),
      key: keys,
      id: ids,
      digest: digests,
      spec: specs,
    }),
    fc.record({
      ...line,
      type: fc.constant('locked' as const),
      ...holder,
      leaseMs: fc.nat(),
      over: fc.option(locks, { nil: undefined }),
    }),
    fc.record({
      ...line,
      type: fc.constant('unlocked' as const),
      lock: locks,
      by: fc.constantFrom('holder' as const, 'person' as const),
    }),
    fc.record({ ...line, type: fc.constant('still' as const), lock: locks }),
    fc.record({
      ...line,
      type: fc.constant('copied' as const),
      way: fc.constantFrom('to' as const, 'begun' as const, 'from' as const),
      ledger: ledgers,
    }),
    fc.record({
      ...line,
      type: fc.constant('sender' as const),
      ...holder,
      ledger: ledgers,
      attempts: fc.array(attempts),
    }),
  )
}
