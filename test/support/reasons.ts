import type { EntryKey } from '../../src/definitions/instance-spec.ts'
import type { InstanceId } from '../../src/ledger/record.ts'
import type { Reason } from '../../src/output/text/reasons/explain-reason.ts'

const [a, b] = ['i1', 'i2'] as [InstanceId, InstanceId]

const FAILED = { id: a, status: 'failed', statusError: 'no memory', spotStatus: 'reclaimed' }

/** A reason of every code, with every fact that it may have: the compiler names a code that is missing. */
export const A_REASON_OF_EACH_CODE: {
  readonly [Code in Reason['code']]: Omit<Reason & { readonly code: Code }, 'code'>
} = {
  'not-in-ledger': { seen: 'complete' },
  'not-in-account': { ids: [a, b] },
  'as-applied': { id: a },
  'as-applied-but-stopped': { id: a },
  'differs-from-applied': { id: a, fields: ['gpuNum', 'ports'], isStopped: true },
  'not-confirmed': { id: a },
  'definition-changed': { id: a, fields: ['gpuNum'] },
  'does-not-run': FAILED,
  'state-not-documented': FAILED,
  'same-name-does-not-run': FAILED,
  'same-name-state-not-documented': FAILED,
  'same-name-not-created-here': { id: a, stopped: 'exited' },
  'same-name-lost-record': { id: a },
  'same-name-of-another-ledger': { id: a, ledger: '1a2b', stopped: 'exited' },
  'attempt-unrecognizable': {},
  'attempt-without-trace': { seen: 'partial' },
  'attempt-with-candidates': { ids: [a], by: 'name', verdict: 'unproven' },
  'same-name-differs': { id: a, lostRecord: true },
  'lost-record': { ids: [a] },
  'marker-of-another-ledger': { instances: [{ id: a, ledger: '1a2b' }] },
  'name-spelled-otherwise': { instances: [{ id: a, name: 'WEB' }] },
  'replaced-is-back': { id: a, replacedBy: b },
  'several-owned': { ids: [a, b] },
  'others-beside-ours': { id: a, others: [b] },
  'owned-by-another-entry': { id: a, entry: 'web' as EntryKey },
  'several-of-this-name': { ids: [a, b] },
  'in-no-file': { ids: [a] },
  'attempt-in-no-file': {},
  'nothing-made-so-far': {},
  'nothing-surely-made': {},
  'account-not-asked': {},
  unrecognizable: {},
  'not-listed-before': {},
  'several-possible': { count: 2 },
  'possible-but-removed': { id: a, by: 'marker', status: 'removing' },
  'list-incomplete': { why: 'HTTP 502' },
  'list-unavailable': { why: 'HTTP 404' },
  'outcome-unknown': { call: 'HTTP 502', account: { code: 'nothing-made-so-far' } },
  'refused-but-shown': { answer: 'HTTP 400', account: { code: 'several-possible', count: 2 } },
  'run-ended-during-call': {},
  'marker-missing': {},
  'marker-differs': {},
  'made-outside-attempt': { at: '2026-11-01T10:00:00.000Z', side: 'after' },
  'field-differs': { field: 'gpuNum', account: 8, sent: undefined },
  'field-not-sent': { field: 'ports', account: '80/http' },
  'spelled-otherwise': { name: 'WEB' },
  'variable-missing': { key: 'MODE' },
  'variable-not-sent': { key: 'MODE' },
  'variables-not-shown': {},
  'may-be-older': {},
  'creation-time-unknown': {},
  'sent-body-unknown': {},
}

/** One of each, as values. */
export const REASONS: readonly Reason[] = Object.entries(A_REASON_OF_EACH_CODE).map(
  ([code, facts]) => ({ code, ...facts }) as Reason,
)
