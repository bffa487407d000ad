import type { CommandLine } from '../../../config/flags.ts'
import type { InstanceId } from '../../../ledger/record.ts'
import type { Task } from '../../../plan/action.ts'
import { type Cost, isPrepaid } from '../../../pricing/cost.ts'
import type { Money } from '../../../pricing/quote.ts'
import type { Style } from '../../terminal/style.ts'
import { displayWidth, plain } from '../../terminal/terminal-text.ts'
import { widest } from '../../terminal/widest.ts'
import type { Named } from '../plan/ways/typed-commands.ts'
import type { Typed } from '../plan/ways/way.ts'

/** What every block of the end of a run is made with. */
export interface ResultLook {
  readonly style: Style
  /** What the plan quoted for what it creates. */
  readonly money: Money | undefined
  /** What the plan knew of the costs of what it changes or ends. */
  readonly costs: ReadonlyMap<InstanceId, Cost>
  /** When the plan was decided, in milliseconds since the epoch; `undefined` when there was none. */
  readonly now: number | undefined
  readonly next: Next
  /** What a command that needs the files repeats of this one. */
  readonly commandLine: CommandLine
  /** Ends what the ledger holds of an entry; `undefined` where no flag can say so. */
  readonly destroy: (entry: Named) => Typed | undefined
}

/** A command that can be pasted. */
export type Next = (command: 'adopt' | 'forget' | 'status', words: readonly string[]) => string

/** Whether the account has an instance of the name of an entry, which nobody may call "not billed" then. */
export type IsThere = (entry: { readonly name: string | undefined }) => boolean

/** Whether what a task changes was paid for in advance. */
export const isPaidInAdvance = (task: Task): boolean =>
  task.operation !== 'create' && isPrepaid(task.action.owned.spec, task.action.remote)

/** Lines under a title; nothing where there is none of them. */
export const titled = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines]

/** Two columns, the right one below each other. */
export function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = widest(rows, ([left]) => displayWidth(left))
  return rows.map(([left, right]) => `  ${left}${' '.repeat(width - displayWidth(left))}  ${right}`)
}

/** As many names as one line holds. */
export const MAX_NAMED = 10

/** Names in one line, and how many more there are. */
export function namesLine(words: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
  return [`${words}: ${names.slice(0, MAX_NAMED).join(', ')}${more}`]
}

/** What the support of the service asks for. */
export const requestLine = (id: string | undefined, style: Style): readonly string[] =>
  id === undefined ? [] : [style.dim(`    request ${plain(id)}`)]
