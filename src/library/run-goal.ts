import { OWN_PROCESS } from '../cli/this-process.ts'
import { unreachable } from '../model/unreachable.ts'
import { VERSION } from '../model/version.ts'
import { type FleetApplied, applyFleet as runApply } from '../operations/apply-fleet.ts'
import { cancelBy } from '../operations/cancellation.ts'
import { reporterOf } from '../operations/reporter.ts'
import type { Goal } from '../plan/decide/goal.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import type { SoldOut } from '../pricing/quote.ts'
import type { Limits } from '../pricing/spending-limits-check.ts'
import { type AccountOptions, planOptionsOf } from './account-options.ts'
import { type LoadedFleet, refuseInvalid } from './loaded-fleet.ts'
import { withAccount, withSecretsOf } from './with-account.ts'

export interface ApplyFleetOptions extends AccountOptions {
  /**
   * Whether this plan, and nothing else, may be carried out: every instance in it costs money from then on. Asked once,
   * where there is something to do.
   */
  readonly approve: (plan: PricedPlan) => boolean | Promise<boolean>
  /** Goes ahead only with the plan of this id, as `planFleet` gave it. */
  readonly planId?: string
  /** What the run may spend. Without it nothing is paid in advance, and what is paid by the hour has no limit. */
  readonly limits?: Partial<Limits>
  /** Stops at the first rejection. */
  readonly failFast?: boolean
  /** Records what exists already, and agrees, as ours. */
  readonly adopt?: boolean
  /** How long to wait until something to create can be deployed, in milliseconds; not at all without it. */
  readonly untilAvailableMs?: number
  /** How long to wait until what was created runs, in milliseconds; not at all without it. */
  readonly waitMs?: number
}

/** What a run that ends, starts or stops instances needs as well. */
export interface ChangeFleetOptions extends ApplyFleetOptions {
  /** How long each change is waited for until it is seen, in milliseconds; two minutes by default. */
  readonly changeMs?: number
  /** Refuses to end more instances than that; 10 by default. */
  readonly maxDestroys?: number
  /** It is right that the account shows none of two or more instances of the ledger. */
  readonly acceptGone?: boolean
}

/** What `applyFleet`, `destroyFleet` and the like have in common: plans for the goal, and carries the plan out. */
export async function runGoal(
  kind: Goal['kind'],
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> {
  refuseInvalid(fleet)
  const { signal = new AbortController().signal, limits, approve, clientLimits } = options
  const cancellation = cancelBy(signal)
  try {
    return await withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
      runApply(
        fleet,
        target,
        {
          ...planOptionsOf(options, fleet),
          version: VERSION,
          own: OWN_PROCESS,
          command: `${kind}Fleet`,
          root,
          goal: goalOf(kind, options),
          consent: {
            allow: new Set(options.allow ?? []),
            isWhole: kind !== 'apply' || options.planId !== undefined,
          },
          callMs: clientLimits?.create?.answerMs,
          limits: {
            ...NO_LIMITS,
            ...limits,
            ...(options.untilAvailableMs === undefined ? {} : { allowUnavailable: true }),
          },
          soldOut: soldOutOf(options),
          totalsAccount: limits?.maxTotalHourly !== undefined,
          untilAvailableMs: options.untilAvailableMs,
          planId: options.planId,
          failFast: options.failFast === true,
          adopt: options.adopt === true,
          waitMs: options.waitMs,
          changeMs: options.changeMs,
          maxDestroys: options.maxDestroys,
          acceptGone: options.acceptGone,
          canAsk: false,
          approve: async (plan) => approve(plan),
        },
        reporterOf(options.reporter),
        cancellation,
      ),
    )
  } finally {
    cancellation.release()
  }
}

/** The goal, with what the options say of it. */
export function goalOf(
  kind: Goal['kind'],
  { prune = false, allow = [], dropForeignEnvs = false }: AccountOptions,
): Goal {
  switch (kind) {
    case 'apply':
      return {
        kind,
        prune,
        endsExpired: allow.includes('destroy'),
        undoesDrift: allow.includes('drift'),
        dropsForeignEnvs: dropForeignEnvs,
      }
    case 'destroy':
      return { kind, scope: 'files' }
    case 'reap':
    case 'start':
    case 'stop':
      return { kind }
    default:
      return unreachable(kind)
  }
}

/** Who waits for stock, or does not believe that there is none, has it tried. */
const soldOutOf = ({ untilAvailableMs, limits }: ApplyFleetOptions): SoldOut | undefined =>
  untilAvailableMs !== undefined || limits?.allowUnavailable === true ? 'try' : undefined

const NO_LIMITS: Limits = {
  maxHourly: undefined,
  maxTotalHourly: undefined,
  maxUpfront: undefined,
  allowPrepaid: false,
  allowUnavailable: false,
}
