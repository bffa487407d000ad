import { onlyOf } from '../story/order.ts'
import type { Mutant, Shown } from './mutant.ts'

const isPrinted = ({ acts }: Shown): boolean => acts.some(({ counted }) => counted === 'as-printed')

/** One for each promise about what a person does besides. */
export const ERRAND_MUTANTS: readonly Mutant[] = [
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
]
