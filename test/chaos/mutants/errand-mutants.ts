import { isWatch, onlyOf } from '../story/order.ts'
import type { Mutant, Shown } from './mutant.ts'

const isPrinted = ({ acts }: Shown): boolean => acts.some(({ counted }) => counted === 'as-printed')

/** Whether a file is as it was again after a run that was killed, and the next one may go on with a replacement. */
const isReverted = ({ acts }: Shown): boolean =>
  acts.some(({ entries, order }, at) => {
    const [before, killed] = [acts[at - 2], acts[at - 1]]
    return (
      killed?.isCutShort === true &&
      before?.entries === entries &&
      order.order === 'apply' &&
      order.allow.includes('replace')
    )
  })

/** One for each promise about what a person does besides. */
export const ERRAND_MUTANTS: readonly Mutant[] = [
  {
    name: 'what is forgotten counts as gone where the list does not show it',
    file: 'src/operations/forget-entry.ts',
    from: 'specs: [entry],',
    to: 'specs: [],',
    shownIn: 'test/unit/operations/forget-entry.test.ts',
  },
  {
    name: 'the command at the end of a plan forgets which entry it is about',
    file: 'src/output/text/next-command.ts',
    from: 'if (kind.repeats?.includes(command) !== true) return []',
    to: "if (kind.repeats?.includes(command) !== true || name === 'only') return []",
    shownBy: ({ acts }) =>
      acts.some(
        ({ counted, order, entries }) =>
          counted === 'as-printed' && onlyOf(order) !== undefined && entries.length > 1,
      ),
  },
  {
    name: 'a plan offers its id where its run settles a doubt first',
    file: 'src/cli/talk/plan-review.ts',
    from: "hasWork && !isRefused && settling !== 'settles'",
    to: 'hasWork && !isRefused',
    shownBy: isPrinted,
  },
  {
    name: 'a replacement goes on though the file means the old one again',
    file: 'src/plan/decide/replacement.ts',
    from: 'if (isMeantAgain(spec, { old, successor }, account)) {',
    to: 'if (isMeantAgain(spec, { old, successor }, account) && old.id === successor.id) {',
    shownBy: isReverted,
  },
  {
    name: 'what is recorded by hand counts as the file says',
    file: 'src/plan/adoption.ts',
    from: 'const shown = appliedAsShown(fittingRung(spec, owned, instance), owned, instance)',
    to: 'const shown = spec.body',
    shownBy: ({ acts }) => acts.some(({ aside }) => aside === 'adopt'),
  },
  {
    name: 'an emergency file without a seal is taken in',
    file: 'src/ledger/file-store/emergency-record.ts',
    from: 'const isOurs = apiKey !== undefined && name.endsWith(`-${sealFor(ledgerPath, bytes, apiKey)}`)',
    to: 'const isOurs = true',
    shownBy: ({ acts }) => acts.some(({ aside }) => aside === 'forge'),
  },
  {
    name: 'what was reaped is made again',
    file: 'src/plan/make-plan.ts',
    from: 'const expired = expiredAndGone(spec, [...gone, ...reaped], account)',
    to: 'const expired = undefined',
    shownBy: ({ acts }) => acts.some(({ aside }) => aside === 'wait'),
  },
  {
    name: 'a watch that reaps ends well, whatever is left',
    file: 'src/cli/handlers/status-command.ts',
    from: "return left.length === 0 ? 'done' : 'partial'",
    to: "return 'done'",
    // Only while it is on its way out, something is left.
    shownBy: ({ acts, pace }) =>
      pace.stepMs >= 60 &&
      acts.some(
        ({ order, blows }) => isWatch(order) && blows.some(({ blow }) => blow === 'at-call'),
      ),
  },
  {
    name: 'what the account has already takes another instance',
    file: 'src/plan/in-place/changes-since.ts',
    from: 'changes: changes.filter((each) => !isSo(each))',
    to: 'changes',
    shownBy: ({ acts }) => acts.some(({ isRespelt }) => isRespelt),
  },
  {
    name: 'a run goes on in a ledger that moved',
    file: 'src/ledger/whereabouts.ts',
    from: "    case 'moved':\n      throw new UserError(",
    to: "    case 'moved':\n      return\n      throw new UserError(",
    shownBy: ({ acts }) => acts.some(({ aside }) => aside === 'copy'),
  },
  {
    name: 'a run goes on in a copy that was not ended',
    file: 'src/ledger/whereabouts.ts',
    from: "    case 'half-copied':\n      throw new UserError(",
    to: "    case 'half-copied':\n      return\n      throw new UserError(",
    shownBy: ({ acts }) => acts.some(({ copyEnd }) => copyEnd === 'begun'),
  },
]
