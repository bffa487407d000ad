import type { ByHand } from '../operations/open-locked-ledger.ts'
import type { PlanOptions } from '../operations/plan-fleet.ts'
import type { Flags } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
import { adoptByHand, nextCommand } from '../view/next-command.ts'
import type { Service } from './service.ts'

/** What a command line says of how a plan is made. */
export const planOptions = (
  { settings, service }: { settings: Settings; service: Service },
  flags: Flags,
): PlanOptions => ({
  root: service.project.root,
  refresh: settings.refresh,
  settleMs: settings.settleMs,
  marker: settings.marker,
  acceptAccount: flags['accept-account'] === true,
  byHand: byHand(flags),
})

/** The commands that mend this ledger, with what of this command line they have to repeat. */
export const byHand = (flags: Flags): ByHand => ({
  adopt: adoptByHand(flags),
  unlock: (id) => nextCommand('unlock', [id], { flags, args: [] }),
})
