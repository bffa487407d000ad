import type { Command } from './command.ts'
import { adopt } from './commands/adopt.ts'
import { apply } from './commands/apply.ts'
import { auths } from './commands/auths.ts'
import { clusters } from './commands/clusters.ts'
import { completion } from './commands/completion.ts'
import { cost } from './commands/cost.ts'
import { destroy } from './commands/destroy.ts'
import { forget } from './commands/forget.ts'
import { images } from './commands/images.ts'
import { importing } from './commands/import.ts'
import { init } from './commands/init.ts'
import { ledger } from './commands/ledger.ts'
import { networks } from './commands/networks.ts'
import { plan } from './commands/plan.ts'
import { products } from './commands/products.ts'
import { reap } from './commands/reap.ts'
import { recover } from './commands/recover.ts'
import { render } from './commands/render.ts'
import { sandbox } from './commands/sandbox.ts'
import { schema } from './commands/schema.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { stop } from './commands/stop.ts'
import { storages } from './commands/storages.ts'
import { trust } from './commands/trust.ts'
import { unlock } from './commands/unlock.ts'
import { validate } from './commands/validate.ts'
import { vars } from './commands/vars.ts'

/** Every command, in the order of the help. Their code is loaded only when one runs. */
export const COMMANDS = [
  init,
  validate,
  vars,
  render,
  plan,
  apply,
  destroy,
  stop,
  start,
  reap,
  status,
  cost,
  products,
  clusters,
  images,
  storages,
  networks,
  auths,
  importing,
  adopt,
  forget,
  recover,
  ledger,
  unlock,
  trust,
  schema,
  sandbox,
  completion,
] as const

export type CommandName = (typeof COMMANDS)[number]['name']

export const COMMAND_NAMES: readonly CommandName[] = COMMANDS.map(({ name }) => name)

export function commandNamed(name: CommandName): Command<CommandName>
export function commandNamed(word: string): Command<CommandName> | undefined
export function commandNamed(word: string): Command<CommandName> | undefined {
  return COMMANDS.find(({ name }) => name === word)
}
