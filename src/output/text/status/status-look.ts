import type { CommandLine } from '../../../config/flags.ts'
import type { Style } from '../../terminal/style.ts'

/** How a status is shown. */
export interface StatusLook {
  readonly style: Style
  /** Passwords unmasked. */
  readonly showSecrets: boolean
  /** Every unmanaged instance, not only the first. */
  readonly verbose: boolean
  /** What the commands to type repeat of this one. */
  readonly commandLine: CommandLine
}
