import type { SharedSetting } from '../../config/places/ledger-setting.ts'
import type { LedgerWorld } from '../shared/ledger-world.ts'
import type { SharedParts } from '../shared/shared-location.ts'
import type { Store } from '../store.ts'
import { type GitAddress, parseGitAddress } from './git-address.ts'

/** After how many lines a person is told why a run takes so long: each is a push, and an entry takes two. */
const MANY_LINES = 400

const ROUNDS = 200

const LONG_RUN = `This run has written ${MANY_LINES} lines to its ledger in Git, each by a push. Fleets of this size are quicker with a ledger in PostgreSQL or S3: ppi-apply ledger copy moves it.`

const SHOWN =
  'The password of the ledger is on the command line, where other users and the history of the shell can see it: let a credential helper of git know it, or give the address in PPI_APPLY_LEDGER.'

/** A ledger on a branch of a Git repository, with the person's own Git and its credentials. */
export function gitLedger(
  { address, isPasswordShown }: SharedSetting,
  world: LedgerWorld,
): SharedParts {
  const where = parseGitAddress(address)
  if (isPasswordShown) world.warn(SHOWN)
  const open = (at: GitAddress, isScratch: boolean) => async (): Promise<Store> => {
    const { openGitStore } = await import('./open-git-store.ts')
    return openGitStore(at, {
      folder: world.cwd,
      environment: world.environment,
      signalGroup: world.own.signalGroup,
      withheld: [world.apiKeyVariable],
      isScratch,
      afterLine: (count) => {
        if (count === MANY_LINES) world.warn(LONG_RUN)
      },
    })
  }
  const { label, branch } = where
  return {
    label,
    address: where.kind === 'url' ? where.shown : label,
    connect: open(where, false),
    connectScratch: open({ ...where, branch: `${branch}-check`, label: `${label}-check` }, true),
    raceRounds: ROUNDS,
    setup: {
      text: `Nothing: the first run makes the branch ${branch}. Whoever runs ppi-apply needs the right to push to it and to ${branch}-beats; exempt both from rules that protect branches, and let nobody rewrite or merge them.`,
      create: undefined,
    },
  }
}
