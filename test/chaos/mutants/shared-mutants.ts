import type { Mutant } from './mutant.ts'

const SHOWN_IN = 'test/unit/ledger/shared/shared-ledger.test.ts'

/** One for each rule that keeps two machines apart; the moments that they are for are shorter than any story. */
export const SHARED_MUTANTS: readonly Mutant[] = [
  {
    name: 'a shared ledger is written in a store that was not proven',
    file: 'src/ledger/shared/session.ts',
    from: 'if (!isFit && chain.last > 0) {',
    to: 'if (!isFit && chain.last > 1e9) {',
    shownIn: SHOWN_IN,
  },
  {
    name: 'a new shared ledger is begun in a store that was not proven',
    file: 'src/ledger/shared/session.ts',
    from: 'if (chain.last === 0) await requireFit(store)',
    to: '',
    shownIn: SHOWN_IN,
  },
  {
    name: 'a shared ledger is taken from a holder that lives',
    file: 'src/ledger/shared/take-over.ts',
    from: 'return sign.ageMs >= current.leaseMs',
    to: 'return sign.ageMs >= 0',
    shownIn: SHOWN_IN,
  },
  {
    name: 'a call is sent long after its line, without another look',
    file: 'src/ledger/shared/shared-log.ts',
    from: 'if (isFresh) return',
    to: 'if (isFresh || this.isSound) return',
    shownIn: SHOWN_IN,
  },
  {
    name: 'a run gives back a shared ledger that is of another one',
    file: 'src/ledger/shared/session.ts',
    from: 'if (!log.isSound) return',
    to: '',
    shownIn: SHOWN_IN,
  },
  {
    name: 'a line that does not follow the one before it is read',
    file: 'src/ledger/shared/chain.ts',
    from: 'if (decoded.link.prev !== before) {',
    to: 'if (decoded.link.prev === null) {',
    shownIn: SHOWN_IN,
  },
]
