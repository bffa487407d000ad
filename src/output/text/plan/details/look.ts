import type { Style } from '../../../terminal/style.ts'

/** How a plan is shown to a person. */
export interface Look {
  readonly style: Style
  /** Show every action, and what could not be checked. */
  readonly verbose: boolean
  /** Cells of the terminal; `undefined` where lines may be as long as they are. */
  readonly width?: number | undefined
}
