import type { AllowWord } from '../model/allow-word.ts'
import type { ApplyReporter } from '../operations/reporter.ts'
import type { ConnectOptions } from './connect.ts'
import type { LoadedFleet } from './loaded-fleet.ts'

/** Which account and which ledger an operation is about. */
export interface TargetOptions extends ConnectOptions {
  /** The working folder, absolute: its project has the ledger, where its config says, else by default. */
  readonly cwd: string
  /**
   * Another ledger than that of the commands, which is the one of `PPI_APPLY_LEDGER` in `environment`, else of the config, else
   * the default one: an absolute path, or the address of a shared one, as `--ledger` takes it.
   */
  readonly ledger?: string
  /**
   * What the ledger is chosen by, and what the store of a shared one reads its user, password or credentials from: `process.env`
   * where the commands are used beside the program, so that both have one ledger.
   */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Hears what the store of a shared ledger has to say and what stops nothing: a sentence. */
  readonly warn?: (sentence: string) => void
  /** `auto` by default: the account is listed, and nothing is created from an account that could not be seen. */
  readonly refresh?: 'auto' | 'always' | 'never'
  /** Takes an API key that is new to the ledger for one of the same account. */
  readonly acceptAccount?: boolean
}

export interface AccountOptions extends TargetOptions {
  /** How long a new instance may take to show up in the list, in milliseconds; a minute by default. */
  readonly settleMs?: number
  /** Whether `PPI_APPLY_ID` is added to what is created, by which a lost answer is settled; it is by default. */
  readonly marker?: boolean
  /**
   * What may be done of a plan besides creating what is new: `recreate` makes again what the account no longer has, `update`
   * changes ports and disks in place, `reset` also resets containers, `drift` undoes what others changed. The id of a plan
   * covers all of it; what is not covered is left, and told in `left`.
   */
  readonly allow?: readonly AllowWord[]
  /** Ends what no file defines any more, where `allow` has `destroy` or a plan id covers it. Only for all entries. */
  readonly prune?: boolean
  /** Lets a reset drop variables that an instance has and that no file and no earlier apply gave it. */
  readonly dropForeignEnvs?: boolean
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<ApplyReporter>
  /** Asks the run to stop. */
  readonly signal?: AbortSignal
}

/** What a plan is made with: the options, and the defaults of what they do not say. */
export const planOptionsOf = (
  options: AccountOptions,
  { named = [] }: Pick<LoadedFleet, 'named'>,
) => ({
  ...lookOptionsOf(options),
  named,
  marker: options.marker ?? true,
  allow: new Set(options.allow ?? []),
})

/** How the account is looked at: the options, and the defaults of what they do not say. */
export const lookOptionsOf = ({
  refresh = 'auto',
  settleMs = 60_000,
  acceptAccount = false,
}: TargetOptions & Pick<AccountOptions, 'settleMs'>) => ({ refresh, settleMs, acceptAccount })
