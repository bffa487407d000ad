import { callsOf, type Order } from '../story/order.ts'
import { mayHide } from '../trouble/read-kinds.ts'
import { UNKNOWN, UNKNOWN_ONCE } from '../trouble/unknown.ts'
import { type Mutant, onList, type Shown } from './mutant.ts'

/** One for each promise about ending, stopping and starting that the chaos suite must be able to see broken. */
export const CHANGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'what has the name is deleted',
    file: 'src/plan/decide/removals.ts',
    from: 'const base = { key, name, spec, owned, remote',
    to: "const base = { key, name, spec, owned: { ...owned, id: account.byName.get(name ?? '')?.[0]?.id ?? owned.id }, remote",
    shownBy: ({ acts }) =>
      acts.some(({ order, namesake }) => endsByItself(order) && namesake !== undefined),
  },
  {
    name: 'something is ended, stopped or started by a part of the list',
    file: 'src/operations/account/refresh.ts',
    from: `goal.kind !== 'apply' ||
  goal.prune ||
  counts.destroy > 0 ||
  allowedActions(actions, consent).some(({ kind }) => kind === 'change')`,
    to: 'counts.destroy < 0',
    shownBy: (story) => changes(story) && onList(story.troubles),
  },
  {
    name: 'a file starts and stops by a part of the list',
    file: 'src/operations/account/refresh.ts',
    from: "allowedActions(actions, consent).some(({ kind }) => kind === 'change')",
    to: 'counts.destroy < 0',
    // What the list leaves out is asked for by its id all the same: few stories show more than that it went on.
    shownIn: 'test/unit/operations/engine/scope.test.ts',
  },
  {
    name: 'a deletion on its way counts as done',
    file: 'src/apply/change/judge.ts',
    from: 'if (isOver && isSwitch(change)) return yield* complete(change, false, ports)',
    to: 'return yield* complete(change, true, ports)',
    shownBy: ends,
  },
  {
    name: 'a start creates what is not there',
    file: 'src/plan/decide/switches.ts',
    from: "return operation === 'stop' ? [] :",
    to: "if (operation === 'start') return [{ kind: 'create', ...identity(spec), reason: { code: 'not-in-ledger', seen: account.scope }, presence: 'absent' } as never]\n  return operation === 'stop' ? [] :",
    shownBy: (story) =>
      story.acts.some(({ order }) => order.order === 'start') &&
      (story.loss || ends(story) || meets(story, /^meanwhile (?:delete|vanish)$/)),
  },
  {
    name: 'only the file says what is protected',
    file: 'src/ledger/state.ts',
    from: 'return said !== undefined && said.at > adopted ?',
    to: 'if (1 < 2) return false\n  return said !== undefined && said.at > adopted ?',
    shownBy: (story) =>
      ends(story) && story.acts.some(({ entries }) => entries.some(({ protect }) => protect)),
  },
  {
    name: 'a prune takes a part of the entries for all',
    file: 'src/definitions/selection.ts',
    from: 'only.length === 0 && exclude.length === 0',
    to: 'only.length >= 0 && exclude.length === 0',
    shownBy: ({ acts }) =>
      acts.some(({ order }) => order.order === 'apply' && order.prune && order.only !== undefined),
  },
  {
    name: 'a change is written down after its call',
    file: 'src/apply/change/begin.ts',
    from: 'const recorded = await announce(change, ports)',
    to: "void ports.wait(40).then(() => announce(change, ports))\n  const recorded = { kind: 'recorded' } as never as Awaited<ReturnType<typeof announce>>",
    shownBy: changes,
  },
  {
    name: 'a change without an outcome is ignored',
    file: 'src/ledger/state.ts',
    from: 'if (open === undefined) return undefined',
    to: 'if (open === undefined || 1 < 2) return undefined',
    shownBy: changes,
  },
  {
    name: 'what the list shows alive counts as gone',
    file: 'src/apply/change/sight.ts',
    from: "return shown === undefined || phaseOf(shown) === 'gone' ? view",
    to: 'return shown === undefined || 1 < 2 ? view',
    shownBy: (story) => ends(story) && story.troubles.some(({ name }) => name === UNKNOWN),
  },
  {
    name: 'what the service does not know once counts as gone',
    file: 'src/apply/change/sight.ts',
    from: "const answer = first.kind === 'gone' ? await get(id) : first",
    to: "const answer = first.kind === 'gone' ? first : first",
    shownBy: (story) =>
      story.acts.some(
        ({ order, troubles }) =>
          endsByItself(order) &&
          troubles.some(({ name }) => name === UNKNOWN_ONCE) &&
          troubles.some(({ name }) => mayHide(name)),
      ),
  },
  {
    name: 'what is not over is reaped',
    file: 'src/plan/decide/expiry.ts',
    from: 'return at !== undefined && at <= now ? at : undefined',
    to: 'return at !== undefined && at > 0 ? at : undefined',
    shownBy: ({ acts }) =>
      acts.some(
        ({ order, entries }) =>
          order.order === 'reap' && entries.some(({ expires }) => expires === 'far'),
      ),
  },
  {
    name: 'a stop or a start on its way counts as done',
    file: 'src/apply/change/sight.ts',
    from: "return isStopping(instance) === (operation === 'stop') ? 'leading' : 'not-begun'",
    to: "return isStopping(instance) === (operation === 'stop') ? 'there' : 'not-begun'",
    shownBy: changes,
  },
  {
    name: 'what took the place of an ended one is not compared',
    file: 'src/operations/account/remainder.ts',
    from: "if (goal.kind !== 'apply') return []",
    to: 'if (1 < 2) return []',
    shownIn: 'test/unit/operations/engine/replace.test.ts',
  },
  {
    name: 'a line of the first format holds what came with the second',
    file: 'src/ledger/codec.ts',
    from: 'if (format !== formatOf({ type, disowns: value.disowns })) {',
    to: 'if (Number(format) > formatOf({ type, disowns: value.disowns })) {',
    shownIn: 'test/unit/ledger/codec.test.ts',
  },
]

const endsByItself = (order: Order): boolean => callsOf(order).includes('delete')

/** Whether instances are to end in a story. */
function ends({ acts }: Shown): boolean {
  return acts.some(({ order }) => endsByItself(order))
}

/** Whether instances are to end, to stop or to start in a story. */
function changes({ acts }: Shown): boolean {
  return acts.some(({ order }) => callsOf(order).some((call) => call !== 'create'))
}

const meets = ({ troubles }: Shown, name: RegExp): boolean =>
  troubles.some((trouble) => name.test(trouble.name))
