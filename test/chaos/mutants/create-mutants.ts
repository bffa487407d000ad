import { TWICE } from '../story/made-twice.ts'
import { isOutOfSight } from '../story/out-of-sight.ts'
import { ALLOW_RECREATE } from '../story/scenario.ts'
import { isLie } from '../trouble/create-kinds.ts'
import type { Trouble } from '../trouble/trouble.ts'
import { type Mutant, onList, type Shown } from './mutant.ts'

const isMadeTwice = ({ troubles }: Shown): boolean =>
  troubles.some(({ name }) => TWICE.some(([each]) => each === name))

const isFailingGet = ({ rule }: Trouble): boolean =>
  rule.on === 'get' &&
  (rule.do.fault !== 'answer' ||
    (rule.do.reason !== 'RESOURCE_NOT_FOUND' && rule.do.status !== 404))

/** One for each promise about creating that the chaos suite must be able to see broken. */
export const CREATE_MUTANTS: readonly Mutant[] = [
  {
    name: 'the intent is not written',
    file: 'src/apply/create/create.ts',
    from: 'const recorded = await ports.record(intent)',
    to: "const recorded = { kind: 'recorded' }",
  },
  {
    name: 'an outcome is written before the call',
    file: 'src/apply/create/create.ts',
    from: "const started = ports.elapsed()\n  yield { kind: 'start'",
    to: "const started = ports.elapsed()\n  await ports.record({ type: 'not-sent', time: ports.now(), attempt: intent.attempt, key: intent.key, reason: '' })\n  yield { kind: 'start'",
  },
  {
    name: 'a create is sent again after a 5xx',
    file: 'src/api/responses/classify.ts',
    from: 'return { ...outcome, halt: status >= 300 && status < 400 }',
    to: "return { kind: 'not-sent', reason: '', retry: 'backoff' }",
  },
  {
    name: 'a create is sent again after a reset',
    file: 'src/http/exchange.ts',
    from: "? 'open' : 'connecting'",
    to: "? 'connecting' : 'connecting'",
  },
  {
    name: 'a list that fails is read as its end',
    file: 'src/api/list-all.ts',
    from: "if (answer.kind !== 'ok') {",
    to: "if (answer.kind !== 'ok') return { kind: 'ended' }\n    if (answer.kind !== 'ok') {",
    shownBy: ({ troubles }) =>
      troubles.some(({ rule: { on, do: fault } }) => on === 'list' && fault.fault !== 'list'),
  },

  {
    name: 'an entry in doubt is created again',
    file: 'src/plan/make-plan.ts',
    from: 'if (entry !== undefined && entry.open.length > 0) return inDoubt(',
    to: 'if (false) return inDoubt(',
  },
  {
    name: 'an instance that the list does not show counts as gone',
    file: 'src/operations/account/confirm-listed.ts',
    from: "if (remote.kind !== 'complete') return remote\n  const byId",
    to: 'return remote\n  const byId',
    shownBy: ({ troubles }) => onList(troubles),
  },
  {
    name: 'what counted as gone and is back is in no plan',
    file: 'src/api/returned.ts',
    from: 'withDeparted(entries, returnedIn(departed, instances))',
    to: 'withDeparted(entries, [])',
    shownBy: ({ seed }) => isOutOfSight(seed),
  },
  {
    name: 'what was replaced is nobody’s once it is back',
    file: 'src/ledger/state.ts',
    from: "    : { kind: 'replaced', at: replacing.time, by }",
    to: '    : undefined',
    shownBy: ({ seed }) => isOutOfSight(seed),
  },
  {
    name: 'the lock is ignored',
    file: 'src/ledger/file-store/lock.ts',
    from: "if (verdict !== 'dead') return { kind: 'refused'",
    to: "if (verdict !== 'dead') return { kind: 'held', from: undefined }; if (false) return { kind: 'refused'",
    shownBy: ({ blows }) => blows.some(({ blow }) => blow === 'twice'),
  },
  {
    name: 'the outcome is not written',
    file: 'src/apply/create/record-created.ts',
    from: "const recorded = await ports.record({ type: 'created', time: ports.now(), attempt, key, id, how })",
    to: "const recorded = how === 'answered' ? { kind: 'recorded' } : await ports.record({ type: 'created', time: ports.now(), attempt, key, id, how })",
  },
  {
    name: 'what was made twice for an entry without a name is nobody’s',
    file: 'src/plan/decide/account.ts',
    from: '.filter((each) => !strangers.includes(each))',
    to: '.filter(() => false)',
    shownBy: (story) => isMadeTwice(story) && story.names.includes(undefined),
  },
  {
    name: 'what was made twice for an entry that is in no file is nobody’s',
    file: 'src/plan/make-plan.ts',
    from: '...orphans, ...madeForNone(observations, account)]',
    to: '...orphans]',
    shownBy: (story) =>
      isMadeTwice(story) &&
      story.acts.some(({ entries }) => entries.length < story.acts[0].entries.length),
  },
  {
    name: 'a ledger line shows a secret',
    file: 'src/apply/create/create.ts',
    from: 'spec: mask(spec.body),\n    seen:',
    to: "spec: JSON.parse(JSON.stringify(spec.body, function (k, v) { return typeof this[k]?.reveal === 'function' ? this[k].reveal() : v })),\n    seen:",
  },

  {
    name: 'an instance that differs from what was sent counts as the one that was made',
    file: 'src/plan/attempt-matches.ts',
    from: 'if (differs.length > 0) return',
    to: 'if (false) return',
    shownBy: ({ stranger, troubles }) => stranger?.age === 'old' && onList(troubles),
  },
  {
    name: 'an instance that could not be asked for counts as gone',
    file: 'src/operations/account/confirm-listed.ts',
    from: "case 'failed':\n      return {\n        kind: 'unsure'",
    to: "case 'failed':\n      return {\n        kind: 'gone'",
    // Only what may be made again is made again.
    shownBy: ({ acts, flags }) =>
      flags.includes(ALLOW_RECREATE) &&
      acts.some(({ troubles }) => onList(troubles) && troubles.some(isFailingGet)),
  },
  {
    name: 'a create is sent again after a 429 without a look',
    file: 'src/apply/create/attempt.ts',
    from: "if (unrecognisable(sought) !== undefined) return 'unclear'",
    to: "if (1 < 2) return 'clear'",
    shownBy: ({ troubles }) => troubles.some(({ name }) => name === 'create 429 after'),
  },
  {
    name: 'the lock of a dead process is kept',
    file: 'src/ledger/file-store/lock.ts',
    from: "if (verdict !== 'dead') return { kind: 'refused'",
    to: "return { kind: 'refused'",
  },
  {
    name: 'a list that is not there counts as none',
    file: 'src/api/client.ts',
    from: "if (remote.kind !== 'not-offered' || (await lacksList(call))) return remote",
    to: 'if (1 < 2) return remote',
    shownBy: ({ troubles }) => troubles.some(({ name }) => /^list (404|405|501)$/.test(name)),
  },
  {
    name: 'a service without a list is believed without a second look',
    file: 'src/api/bare-service.ts',
    from: 'if (!(await areMissing(others))) return false',
    to: 'if (1 < 2) return true',
    shownBy: ({ troubles }) => troubles.some(({ name }) => /^list (404|405|501)$/.test(name)),
  },
  {
    name: 'the first walk over several pages counts as the whole account',
    file: 'src/api/walked.ts',
    from: 'seen === 0 || (isOnePage(pages, seen) && isReached(pages, seen))',
    to: 'seen > -1',
    // None of 6,000 stories showed it.
    shownIn: 'test/unit/api/walk-laws.test.ts',
  },
  {
    name: 'the number on a page counts as the number in the account',
    file: 'src/api/walked.ts',
    from: 'seen > 0 && totalOf(pages) === seen && (!mayCountPages(pages) || endsEmpty(pages))',
    to: 'seen > 0 && totalOf(pages) === seen',
    shownBy: ({ amnesia, troubles }) =>
      amnesia && troubles.some(({ name }) => name === 'list page-total'),
  },
  {
    name: 'the time of an attempt is ignored by the look-up',
    file: 'src/plan/attempt-matches.ts',
    from: 'if (createdAt === undefined) return []',
    to: 'if (1 < 2) return []',
    // Few stories have an old stranger that its age alone tells from ours and that the first list hides.
    shownIn: 'test/unit/plan/attempt-matches.test.ts',
  },
  {
    name: 'the fields of what was sent are ignored by the look-up',
    file: 'src/plan/attempt-matches.ts',
    from: 'body === undefined ? [] : differencesFromSent(body, instance)',
    to: 'body === undefined ? [] : []',
    shownBy: ({ stranger, troubles, marker }) =>
      stranger?.age === 'young' && stranger.differs !== 'none' && !marker && onList(troubles),
  },
  {
    name: 'the mark of an attempt is ignored by the look-up',
    file: 'src/plan/attempt-matches.ts',
    from: 'if (sought.marker !== undefined && markerIn(instance) === sought.marker) {',
    to: 'if (false) {',
    shownBy: ({ marker, names }) => marker && names.includes(undefined),
  },
  {
    name: 'what is gone is made again without the word',
    file: 'src/plan/consent.ts',
    from: "case 'recreate':\n    case 'replace':\n      return [action.kind]",
    to: "case 'recreate':\n      return []\n    case 'replace':\n      return [action.kind]",
    shownBy: ({ loss, troubles }) =>
      loss || troubles.some(({ name }) => name.startsWith('vanished')),
  },
  {
    name: 'what was refused is not looked for',
    file: 'src/apply/create/refused.ts',
    from: '!isSure(refusal) && unrecognisable(intent) === undefined',
    to: 'false',
    shownBy: ({ troubles }) => troubles.some(({ name }) => isLie(name)),
  },
  {
    name: 'a refusal is believed before the look',
    file: 'src/apply/create/create.ts',
    from: 'canLookFor(refused)\n',
    to: 'false\n',
    shownIn: 'test/unit/operations/engine/refused-create.test.ts',
  },
  {
    name: 'an answered id is believed, whoever has it',
    file: 'src/apply/misanswered.ts',
    from: 'if (answered === undefined) return false',
    to: 'if (1 < 2) return false',
    shownIn: 'test/unit/apply/misanswered.test.ts',
  },
  {
    name: 'a refusal that the list bears out once is believed',
    file: 'src/apply/settle-open.ts',
    from: 'age >= 0 && age < budget.settleMs',
    to: '!attempt.refused && age >= 0 && age < budget.settleMs',
    shownIn: 'test/unit/operations/engine/refused-create.test.ts',
  },
  {
    name: 'the ledger of another name of the service is ignored',
    file: 'src/operations/ledger/check-other-ledgers.ts',
    from: 'if (target.apiKey === undefined || target.name === SANDBOX_SERVICE) return',
    to: 'if (1 < 2) return',
    shownBy: ({ ways }) => ways.some(({ host }) => host === 'alias'),
  },
  {
    name: 'each folder of a project has a ledger of its own',
    file: 'src/ledger/file-store/project.ts',
    from: 'return begun ?? repositoryRoot(cwd) ?? cwd',
    to: 'return cwd',
    shownBy: ({ ways }) => ways.some(({ from }) => from === 'folder'),
  },
  {
    name: 'an error beside an id is ignored',
    file: 'src/api/responses/classify.ts',
    from: 'const error = errorBeside(body)',
    to: 'const error = (errorBeside(body), undefined as string | undefined)',
    // What made nothing, and says an id, is in neither list nor get: another guard.
    shownIn: 'test/unit/api/responses/classify.test.ts',
  },
  {
    name: 'what has the name of a lost ledger is made again',
    file: 'src/plan/decide/account.ts',
    from: '(instance) => isLive(instance) && account.owners.get(instance.id) !== key',
    to: '() => false',
    shownBy: ({ amnesia }) => amnesia,
  },
  {
    name: 'what carries the mark of a lost ledger is made again',
    file: 'src/plan/make-plan.ts',
    from: 'if (elsewhere.length > 0) {',
    to: 'if (elsewhere.length < 0) {',
    shownBy: ({ amnesia, names }) => amnesia && names.includes(undefined),
  },
  {
    name: 'a rung after an unknown outcome',
    file: 'src/apply/create/create-all.ts',
    from: 'if (end.stop !== undefined) return { refused, lacks, stopped: end.stop }',
    to: "const [other] = others\n    if (end.stop?.why === 'unknown-outcome' && other !== undefined) {\n      yield* create(action, { ...turn, rung: other, hasNext: false }, ports)\n      continue\n    }\n    if (end.stop !== undefined) return { refused, lacks, stopped: end.stop }",
    shownBy: ({ troubles, acts: [{ entries }] }) =>
      entries.some(({ hasFallback }) => hasFallback) &&
      troubles.some(({ name }) => /^create .* after$/.test(name)),
  },
  {
    name: 'a rung before the account was looked at',
    file: 'src/apply/create/create-all.ts',
    from: 'looked.unmade.includes(each.refused) ? nextOf(each) : []',
    to: 'nextOf(each)',
    // What the look showed under its name is not made anyway; without a name no entry of a story has a fallback.
    shownIn: 'test/unit/operations/engine/fallback.test.ts',
  },
  {
    name: 'another body for a larger disk',
    file: 'src/plan/fallback/fitting-rung.ts',
    from: "laid.every(({ takes }) => takes !== 'replace')",
    to: 'laid.length === 0',
    shownIn: 'test/unit/plan/fallback/fitting-rung.test.ts',
  },
]
