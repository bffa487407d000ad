import type { Environment } from '../config/environment.ts'
import type { OwnProcess } from '../model/own-process.ts'
import type { ActingText } from '../output/ci/log-command.ts'
import type { Style } from '../output/terminal/style.ts'
import type { CommandDescription } from './command-description.ts'
import type { LiveLine } from './talk/progress-line.ts'

/** The world as a command may see it: everything that differs between a terminal, a pipe and a test. */
export interface Context {
  readonly version: string
  /** Every command of the program. */
  readonly commands: readonly CommandDescription[]
  readonly own: OwnProcess
  readonly cwd: string
  readonly env: Environment
  readonly stdin: NodeJS.ReadStream
  /** All of standard input; `undefined` where it is more than so many bytes. */
  readonly readStdin: (mostBytes: number) => Promise<Uint8Array | undefined>
  /** Holds only what was asked for. */
  readonly stdout: Output
  /** Progress, warnings and explanations. */
  readonly stderr: Output
  /** Milliseconds on a clock that only runs forward; the process's own where it is not given. */
  readonly elapsed?: () => number
}

/** One output stream. Writing never throws: a reader that went away must not stop a run that spends money. */
export interface Output {
  readonly isTerminal: boolean
  /** Cells in a line; 80 where nobody knows. */
  readonly width: number
  readonly style: Style
  /** Only where somebody watches a terminal that can move its cursor. */
  readonly live?: LiveLine | undefined
  /** Text in which nothing acts but line feeds and our colours; whatever else would is made visible. */
  write(text: string): void
  /** Text that is meant to act. */
  act(text: ActingText): void
}

/** Where lines have to end: in a file or a pipe they may be as long as they are. */
export const wrapWidth = ({ isTerminal, width }: Output): number | undefined =>
  isTerminal ? width : undefined
