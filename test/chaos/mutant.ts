import type { Blow, Scenario } from './scenario.ts'

/** A build broken on purpose: a text that stands once in a source, and what is built in its place. */
export interface Mutant {
  readonly name: string
  /** The path of the source, from the root of the project. */
  readonly file: string
  readonly from: string
  readonly to: string
  /** Only such stories can show it, and only they are played; every story if not given. */
  readonly shownBy?: (story: Scenario) => boolean
}

/** One for each promise that the chaos suite must be able to see broken. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the intent is not written',
    file: 'src/apply/apply.ts',
    from: 'const recorded = await ports.record(intent)',
    to: "const recorded = { kind: 'recorded' }",
  },
  {
    name: 'an outcome is written before the call',
    file: 'src/apply/apply.ts',
    from: "const started = ports.elapsed()\n    yield { kind: 'create_start'",
    to: "const started = ports.elapsed()\n    await ports.record({ type: 'not-sent', time: ports.now(), attempt: intent.attempt, key: intent.key, reason: '' })\n    yield { kind: 'create_start'",
  },
  {
    name: 'a create is sent again after a 5xx',
    file: 'src/api/classify.ts',
    from: 'return unknown(otherStatus(answer, refusal), refusal)',
    to: "return { kind: 'not-sent', reason: '', retry: 'backoff' }",
  },
  {
    name: 'a create is sent again after a reset',
    file: 'src/api/exchange.ts',
    from: "? 'open' : 'connecting'",
    to: "? 'connecting' : 'connecting'",
  },
  {
    name: 'a list that fails is read as its end',
    file: 'src/api/walk.ts',
    from: "if (answer.kind !== 'ok') {",
    to: "if (answer.kind !== 'ok') return ended(seen.size, undefined)\n    if (answer.kind !== 'ok') {",
  },
  {
    name: 'the ids seen before are ignored by the look-up',
    file: 'src/plan/candidates.ts',
    from: 'owned.has(instance.id) || sought.seen?.includes(instance.id) === true',
    to: 'owned.has(instance.id)',
    shownBy: ({ stranger, troubles, blows }) =>
      stranger?.age === 'removed' && !onList(troubles) && blows.some(isKillInCreate),
  },
  {
    name: 'an entry in doubt is created again',
    file: 'src/plan/plan.ts',
    from: 'if (entry !== undefined && entry.open.length > 0) return inDoubt(',
    to: 'if (false) return inDoubt(',
  },
  {
    name: 'an instance that the list does not show counts as gone',
    file: 'src/operations/confirm-missing.ts',
    from: "if (remote.kind !== 'complete') return remote\n  const listed",
    to: 'return remote\n  const listed',
    shownBy: ({ troubles }) => onList(troubles),
  },
  {
    name: 'the lock is ignored',
    file: 'src/ledger/lock.ts',
    from: "if (verdict !== 'dead') return { kind: 'refused'",
    to: "if (verdict !== 'dead') return { kind: 'held', from: undefined }; if (false) return { kind: 'refused'",
    shownBy: ({ blows }) => blows.some(({ blow }) => blow === 'twice'),
  },
  {
    name: 'the outcome is not written',
    file: 'src/apply/apply.ts',
    from: "const recorded = await ports.record({ type: 'created', time: ports.now(), attempt, key, id, how })",
    to: "const recorded = how === 'answered' ? { kind: 'recorded' } : await ports.record({ type: 'created', time: ports.now(), attempt, key, id, how })",
  },
  {
    name: 'a ledger line shows a secret',
    file: 'src/apply/apply.ts',
    from: 'spec: mask(spec.body),\n    seen:',
    to: "spec: JSON.parse(JSON.stringify(spec.body, function (k, v) { return typeof this[k]?.reveal === 'function' ? this[k].reveal() : v })),\n    seen:",
  },
  {
    name: 'a removed record counts as the one that was made',
    file: 'src/plan/candidates.ts',
    from: 'if (!isLive(instance)) {',
    to: 'if (false) {',
    shownBy: ({ stranger, troubles }) => stranger?.age === 'removed' && onList(troubles),
  },
  {
    name: 'an instance that differs from what was sent counts as the one that was made',
    file: 'src/plan/candidates.ts',
    from: 'if (differs.length > 0) return',
    to: 'if (false) return',
    shownBy: ({ stranger, troubles }) => stranger?.age === 'old' && onList(troubles),
  },
  {
    name: 'an instance that could not be asked for counts as gone',
    file: 'src/operations/confirm-missing.ts',
    from: "case 'failed':\n      return {\n        kind: 'unsure'",
    to: "case 'failed':\n      return {\n        kind: 'gone'",
    shownBy: ({ troubles }) => troubles.some(({ rule }) => rule.on === 'get'),
  },
  {
    name: 'a create is sent again after a 429 without a look',
    file: 'src/apply/attempt.ts',
    from: "if (unrecognisable(sought) !== undefined) return 'unclear'",
    to: "if (1 < 2) return 'clear'",
    shownBy: ({ troubles }) => troubles.some(({ name }) => name === 'create 429 after'),
  },
  {
    name: 'the lock of a dead process is kept',
    file: 'src/ledger/lock.ts',
    from: "if (verdict !== 'dead') return { kind: 'refused'",
    to: "return { kind: 'refused'",
  },
]

const onList = (troubles: Scenario['troubles']): boolean =>
  troubles.some(({ rule }) => rule.on === 'list')

const isKillInCreate = (blow: Blow): boolean =>
  blow.blow === 'at-call' && blow.signal === 'SIGKILL' && blow.at.operation === 'create'
