import type { Act } from '../story/act.ts'
import { oddityOf } from '../story/in-place.ts'
import { callsOf } from '../story/order.ts'
import type { Mutant, Shown } from './mutant.ts'

/** One for each promise about changes in place that the chaos suite must be able to see broken. */
export const STEP_MUTANTS: readonly Mutant[] = [
  {
    name: 'a disk that was to grow is sent again in the same run',
    file: 'src/apply/change/open-change.ts',
    from: "'grow-disk': 1,",
    to: "'grow-disk': 3,",
    shownBy: (story) => grows(story) && meets(story, LOST_EDIT),
  },
  {
    name: 'a disk that was to grow is given up when nothing shows',
    file: 'src/apply/change/settle-changes.ts',
    from: "'grow-disk': { onItsWay: 'open', withoutEffect: 'open',",
    to: "'grow-disk': { onItsWay: 'open', withoutEffect: 'given-up',",
    shownBy: (story) => grows(story) && meets(story, LOST_EDIT),
  },
  {
    name: 'a disk that was to grow is given up when the service denies its instance',
    file: 'src/apply/change/sight.ts',
    from: "(addsUp(operation) && progress === 'vanished' && sight.kind === 'gone')",
    to: "(operation === 'grow-disk' && sight.kind !== sight.kind)",
    shownIn: 'test/unit/operations/engine/lost-growth.test.ts',
  },
  {
    name: 'the old instance ends before the new one runs',
    file: 'src/apply/change/await-successor.ts',
    from: 'if (isRunning) return undefined',
    to: 'if (successorMs > 0) return undefined',
    shownIn: 'test/unit/operations/engine/replace.test.ts',
  },
  {
    name: 'what is after a creation goes on though that failed',
    file: 'src/apply/await-made.ts',
    from: 'if (missing.length === 0) return undefined',
    to: 'if (missing.length >= 0) return undefined',
    shownIn: 'test/unit/operations/engine/after-creations.test.ts',
  },
  {
    name: 'an instance is replaced without its word',
    file: 'src/plan/consent.ts',
    from: "    case 'replace':\n      return [action.kind]",
    to: "      return [action.kind]\n    case 'replace':\n      return []",
    shownBy: (story) => story.acts.some((act) => changedIn(act, story, ['gpus']).length > 0),
  },
  {
    name: 'what is made does not tell what it takes the place of',
    file: 'src/apply/create/create.ts',
    from: "action.kind === 'replace' && action.by === 'create-first'",
    to: "action.kind === 'replace' && action.by === 'destroy-first'",
    shownBy: replaces,
  },
  {
    name: 'a step that was accepted counts as done',
    file: 'src/apply/change/judge.ts',
    from: 'switch (change.progress) {',
    to: 'if (change.sends > 0 && change.call === undefined && change.applied !== undefined) return yield* complete(change, true, ports)\n  switch (change.progress) {',
    shownBy: (story) => meets(story, /^(?:edit|upgrade) (?:ignore|stuck|fails later)$/),
  },
  {
    name: 'a step goes on though somebody changed the same',
    file: 'src/apply/change/obstacle.ts',
    from: "case 'other':\n      return changedMeanwhile(looked, sight.instance)",
    to: "case 'other':\n      return undefined",
    shownBy: (story) =>
      story.acts.some(
        (act) => isInPlace(act) && act.troubles.some(({ name }) => FIELD_MEDDLING.test(name)),
      ),
  },
  {
    name: 'a reset that was done is sent again',
    file: 'src/apply/change/settle-changes.ts',
    from: "case 'there':\n      return record(each, view, 'done', ports)",
    to: "case 'there':\n      return record(each, view, each.open.operation === 'upgrade' ? 'given-up' : 'done', ports)",
    shownIn: 'test/unit/operations/engine/lost-reset.test.ts',
  },
  {
    name: 'a container is reset that has everything already',
    file: 'src/apply/change/begin.ts',
    from: "...(isThereAlready(task, seen) ? { progress: 'there' } : {}),",
    to: '',
    shownIn: 'test/unit/operations/engine/needless-reset.test.ts',
  },
  {
    name: 'an upgrade drops what others set',
    file: 'src/plan/in-place/steps.ts',
    from: 'if (names.length > 0 && !dropsForeignEnvs) return',
    to: 'if (names.length > 1e9) return',
    shownBy: (story) => upgrades(story) && isMeddledWith(story, /env/),
  },
  {
    name: 'an upgrade drops what others set since the plan',
    file: 'src/apply/change/obstacle.ts',
    from: "return inAnotherState(instance, ['running']) ?? moreForeignEnvs(task, instance)",
    to: "return inAnotherState(instance, ['running'])",
    shownBy: (story) => upgrades(story) && meets(story, /^meanwhile env$/),
  },
  {
    name: 'a step is sent though nobody tells any more what the plan saw',
    file: 'src/apply/change/obstacle.ts',
    from: 'const hidden = hiddenSince(task, instance)',
    to: 'const hidden = hiddenSince && undefined',
    shownBy: ({ seed }) => oddityOf(seed) === 'untold',
  },
  {
    name: 'a reset counts as done that nobody saw begin',
    file: 'src/apply/change/judge.ts',
    from: 'if (isSteady(change, budget, ports)) return',
    to: 'if (isSteady) return',
    shownBy: ({ seed }) => oddityOf(seed) === 'late reset',
  },
  {
    name: 'an image that is written out is another one',
    file: 'src/plan/difference.ts',
    from: 'return compareText(value, remote, field, canonicalImage)',
    to: 'return compareText(value, remote, field)',
    shownBy: ({ seed }) => oddityOf(seed) === 'images in full',
  },
  {
    name: 'an edit closes the ports of tools',
    file: 'src/apply/change/change-call.ts',
    from: '...keptPorts(task, instance)',
    to: '',
    shownBy: ({ seed }) => oddityOf(seed) === 'ports of tools',
  },
  {
    name: 'a port that the service opened for itself is a difference',
    file: 'src/plan/difference.ts',
    from: '(tools.has(port) || isOfService(port))',
    to: 'tools.has(port)',
    shownBy: ({ seed }) => oddityOf(seed) === 'ports of tools',
  },
  {
    name: 'an upgrade loses the mark',
    file: 'src/plan/in-place/upgrade-body.ts',
    from: '[...upgrade.envs, { key: MARKER_KEY, value }]',
    to: 'upgrade.envs',
    shownBy: (story) => story.marker && upgrades(story),
  },
  {
    name: 'the line of an upgrade shows a secret',
    file: 'src/plan/in-place/kept-settings.ts',
    from: '({ key, value: mask(value) })),\n  mounts: mountsText(',
    to: '({ key, value: String(reveal(value)) })),\n  mounts: mountsText(',
    shownBy: (story) => upgrades(story),
  },
  {
    name: 'an upgrade follows one that did not come back',
    file: 'src/apply/change/change-all.ts',
    from: 'stopped ??= stuckBy(tasks[index - 1], progress)',
    to: 'stopped ??= undefined',
    shownBy: (story) =>
      story.acts.some(
        (act) =>
          upgradedIn(act, story).length > 1 &&
          meetsIn(act, /^upgrade (?:ignore|stuck|fails later|(?:hang|reset|close) before)$/),
      ),
  },
  {
    name: 'a step follows one that is open',
    file: 'src/apply/change/begin.ts',
    from: 'if (starting.before.isUnsettled(id))',
    to: 'if (starting.before.isUnsettled(id) && id.length < 1)',
    shownBy: (story) =>
      story.acts.some(
        (act) =>
          editedIn(act, story).some((name) => isInTwoSteps(name, act, story)) &&
          meetsIn(act, LOST_EDIT),
      ),
  },
  {
    name: 'what others changed is undone without the word',
    file: 'src/plan/make-plan.ts',
    from: 'const undone = goal.undoesDrift ?',
    to: 'const undone = goal.prune === goal.prune ?',
    shownBy: (story) => story.acts.some((act) => isInPlace(act) && act.byHand !== undefined),
  },
  {
    name: 'a container is reset by the word for ports and disks',
    file: 'src/plan/consent.ts',
    from: "upgrade: 'reset',",
    to: "upgrade: 'update' as 'reset',",
    shownBy: ({ acts }) =>
      acts.some(
        ({ order }) => callsOf(order).includes('edit') && !callsOf(order).includes('upgrade'),
      ),
  },
  {
    name: 'a step counts for the whole definition',
    file: 'src/apply/change/applied.ts',
    from: 'if (changes.every(({ field }) => isMade(field))) {',
    to: 'if (changes.length > 0) {',
    shownBy: (story) =>
      story.acts.some(
        (act) => callsOf(act.order).includes('edit') && resetIn(act, story).length > 0,
      ),
  },
  {
    name: 'a run is done that leaves what others changed beside its steps',
    file: 'src/plan/consent.ts',
    from: 'return [...changes, ...drift].every(',
    to: 'return [...changes].every(',
    shownBy: (story) => story.acts.some((act) => isInPlace(act) && act.byHand !== undefined),
  },
  {
    name: 'an upgrade on its way counts as done',
    file: 'src/apply/change/judge.ts',
    from: 'if (isOver && isSwitch(change)) return yield* complete(change, false, ports)',
    to: 'if (isOver) return yield* complete(change, false, ports)',
    shownBy: (story) => upgrades(story) && meets(story, /^upgrade stuck$/),
  },
  {
    name: 'a disk grows to its size, whatever it has',
    file: 'src/apply/change/change-call.ts',
    from: 'by: to - from, ports:',
    to: 'by: to - from + (from > 60 ? 10 : 0), ports:',
    shownBy: grows,
  },
]

/** Lost on the way, so that nothing shows. */
const LOST_EDIT =
  /^edit (?:(?:hang|reset|close) before|ignore|late|5\d\d html before|408 before|30\d before)/

const FIELD_MEDDLING = /^meanwhile (?:ports|resize|image|env)$/

const meets = ({ troubles }: Shown, name: RegExp): boolean =>
  troubles.some((trouble) => name.test(trouble.name))

const isInPlace = ({ order }: Act): boolean =>
  callsOf(order).some((call) => call === 'edit' || call === 'upgrade')

const upgrades = ({ acts }: Shown): boolean =>
  acts.some(({ order }) => callsOf(order).includes('upgrade'))

/** Whether an act is to let a disk grow. */
function grows({ acts }: Shown): boolean {
  return acts.some((act, nth) => isGrowing(act, acts[nth - 1]))
}

const isGrowing = ({ entries, order }: Act, before: Act | undefined): boolean =>
  callsOf(order).includes('edit') &&
  entries.some(({ name, disk }) =>
    before?.entries.some((each) => each.name === name && each.disk < disk),
  )

const meetsIn = ({ troubles }: Act, name: RegExp): boolean =>
  troubles.some((trouble) => name.test(trouble.name))

/** The entries of an act that are not as in the act before in one of these fields. */
const changedIn = (
  act: Act,
  { acts }: Shown,
  fields: readonly ('ports' | 'disk' | 'gpus' | 'image' | 'command' | 'mode')[],
): readonly string[] =>
  act.entries.flatMap((entry) => {
    const before = acts[acts.indexOf(act) - 1]?.entries.find(({ name }) => name === entry.name)
    const isChanged = before !== undefined && fields.some((field) => before[field] !== entry[field])
    return isChanged && entry.name !== undefined ? [entry.name] : []
  })

/** Whether another instance is to take the place of one. */
function replaces(story: Shown): boolean {
  return story.acts.some(
    (act) =>
      act.order.order === 'apply' &&
      (act.counted === 'by-id' || act.order.allow.includes('replace')) &&
      changedIn(act, story, ['gpus']).length > 0,
  )
}

/** Those of which something changes that only an upgrade makes true. */
const resetIn = (act: Act, story: Shown): readonly string[] =>
  changedIn(act, story, ['image', 'command', 'mode'])

const upgradedIn = (act: Act, story: Shown): readonly string[] =>
  callsOf(act.order).includes('upgrade')
    ? resetIn(act, story).filter((name) =>
        act.entries.some((entry) => entry.name === name && !entry.hasCredential),
      )
    : []

const editedIn = (act: Act, story: Shown): readonly string[] =>
  callsOf(act.order).includes('edit') ? changedIn(act, story, ['ports', 'disk']) : []

const isInTwoSteps = (name: string, act: Act, story: Shown): boolean =>
  upgradedIn(act, story).includes(name) ||
  (changedIn(act, story, ['ports']).includes(name) &&
    changedIn(act, story, ['disk']).includes(name))

const isMeddledWith = ({ acts, troubles }: Shown, what: RegExp): boolean =>
  acts.some(({ byHand }) => byHand !== undefined && what.test(byHand.change)) ||
  troubles.some(({ name }) => name.startsWith('meanwhile ') && what.test(name))
