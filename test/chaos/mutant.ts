import type { Blow, Scenario } from './scenario.ts'

/** A build broken on purpose: the text of the built program and what stands there instead. */
export interface Mutant {
  readonly name: string
  readonly from: string
  readonly to: string
  /** Only such stories can show it, and only they are played; every story if not given. */
  readonly shownBy?: (story: Scenario) => boolean
}

/** One for each promise that the chaos suite must be able to see broken. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the intent is not written',
    from: 'const recorded = await ports.record(intent);',
    to: 'const recorded = { kind: "recorded" };',
  },
  {
    name: 'an outcome is written before the call',
    from: 'const started = ports.elapsed();\n    yield { kind: "create_start"',
    to: 'const started = ports.elapsed();\n    await ports.record({ type: "not-sent", time: ports.now(), attempt: intent.attempt, key: intent.key, reason: "" });\n    yield { kind: "create_start"',
  },
  {
    name: 'a create is sent again after a 5xx',
    from: 'return unknown(otherStatus(answer, refusal), refusal)',
    to: 'return { kind: "not-sent", reason: "", retry: "backoff" }',
  },
  {
    name: 'a create is sent again after a reset',
    from: '? "open" : "connecting"',
    to: '? "connecting" : "connecting"',
  },
  {
    name: 'a list that fails is read as its end',
    from: 'if (answer.kind !== "ok") return broken(',
    to: 'if (answer.kind !== "ok") return ended(seen.size, void 0); if (false) return broken(',
  },
  {
    name: 'the ids seen before are ignored by the look-up',
    from: '.includes(instance.id);',
    to: '.includes("");',
    shownBy: ({ stranger, troubles, blows }) =>
      stranger === 'removed' && !onList(troubles) && blows.some(isKillInCreate),
  },
  {
    name: 'an entry in doubt is created again',
    from: 'if (entry !== void 0 && entry.open.length > 0) return inDoubt(',
    to: 'if (false) return inDoubt(',
  },
  {
    name: 'an instance that the list does not show counts as gone',
    from: 'if (remote.kind !== "complete") return remote;\n  const listed',
    to: 'return remote;\n  const listed',
    shownBy: ({ troubles }) => onList(troubles),
  },
  {
    name: 'the lock is ignored',
    from: 'if (verdict !== "dead") return { kind: "refused"',
    to: 'if (verdict !== "dead") return { kind: "held", from: void 0 }; if (false) return { kind: "refused"',
    shownBy: ({ blows }) => blows.some(({ blow }) => blow === 'twice'),
  },
  {
    name: 'the outcome is not written',
    from: 'const recorded = await ports.record({ type: "created", time: ports.now(), attempt, key, id, how });',
    to: 'const recorded = how === "answered" ? { kind: "recorded" } : await ports.record({ type: "created", time: ports.now(), attempt, key, id, how });',
  },
  {
    name: 'a ledger line shows a secret',
    from: 'spec: mask(spec.body),\n    seen:',
    to: 'spec: JSON.parse(JSON.stringify(spec.body, function (k, v) { return typeof this[k]?.reveal === "function" ? this[k].reveal() : v })),\n    seen:',
  },
  {
    name: 'a removed record counts as the one that was made',
    from: 'if (only !== void 0 && !isLive(only)) {\n    const words',
    to: 'if (false) {\n    const words',
    shownBy: ({ stranger, troubles }) => stranger === 'removed' && onList(troubles),
  },
  {
    name: 'an older instance counts as the one that was made',
    from: 'createdAt !== void 0 && createdAt * 1e3 < Date.parse(since)',
    to: 'false && createdAt * 1e3 < Date.parse(since)',
    shownBy: ({ stranger, troubles }) => stranger === 'old' && onList(troubles),
  },
  {
    name: 'an instance that could not be asked for counts as gone',
    from: 'case "failed":\n      return {\n        kind: "unsure"',
    to: 'case "failed":\n      return {\n        kind: "gone"',
    shownBy: ({ troubles }) => troubles.some(({ rule }) => rule.on === 'get'),
  },
  {
    name: 'a create is sent again after a 429 without a look',
    from: 'const verdict = await afterThrottling(',
    to: 'const verdict = "clear"; if (false) await afterThrottling(',
    shownBy: ({ troubles }) => troubles.some(({ name }) => name === 'create 429 after'),
  },
  {
    name: 'the lock of a dead process is kept',
    from: 'if (verdict !== "dead") return { kind: "refused"',
    to: 'return { kind: "refused"',
  },
]

const onList = (troubles: Scenario['troubles']): boolean =>
  troubles.some(({ rule }) => rule.on === 'list')

const isKillInCreate = (blow: Blow): boolean =>
  blow.blow === 'at-call' && blow.signal === 'SIGKILL' && blow.at.operation === 'create'
