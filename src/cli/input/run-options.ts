import type { Flags } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import type { EditOptions } from '../../operations/ledger/edit-ledger.ts'
import type { ByHand } from '../../operations/ledger/open-locked-ledger.ts'
import type { PlanOptions } from '../../operations/plan-fleet.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { editRefused } from '../../output/text/edit-refusal-text.ts'
import { adoptByHand, nextCommand } from '../../output/text/next-command.ts'
import type { Context } from '../context.ts'
import type { Service } from './open-target.ts'
import { timeLimit } from './time-limit.ts'

/** What a command line says of how a plan is made. */
export const planOptions = (
  { settings, service }: { settings: Settings; service: Service },
  flags: Flags,
): PlanOptions => ({
  root: service.project.root,
  refresh: settings.refresh,
  settleMs: settings.settleMs,
  marker: settings.marker,
  allow: settings.allow,
  soldOut: settings.allowUnavailable ? 'try' : undefined,
  totalsAccount: settings.maxTotalHourly !== undefined,
  acceptAccount: flags['accept-account'] === true,
  byHand: byHand(flags),
  named: settings.only,
})

/** The commands that fix this ledger, with what of this command line they have to repeat. */
export const byHand = (flags: Flags): ByHand => ({
  adopt: adoptByHand(flags),
  unlock: (id) => nextCommand('unlock', [shellWord(id)], { flags, args: [] }),
})

interface Editing {
  readonly context: Context
  readonly settings: Settings
  readonly service: Service
  readonly flags: Flags
}

/** What a command line says of how the ledger is changed by hand. */
export const editOptions = (
  command: string,
  { context, settings, service, flags }: Editing,
): EditOptions => ({
  own: context.own,
  version: context.version,
  command,
  root: service.project.root,
  refresh: settings.refresh,
  acceptAccount: flags['accept-account'] === true,
  byHand: byHand(flags),
  lockTimeoutMs: timeLimit(flags, 'lock-timeout'),
  refusal: (refusal) => editRefused(refusal, { flags, args: [] }),
})
