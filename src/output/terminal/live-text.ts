import { durationText } from '../../model/duration.ts'
import { cutTo, displayWidth } from './terminal-text.ts'

/** Which of how many entries it is. */
export interface Count {
  readonly nth: number
  readonly of: number
}

/** `[ 3/20] `, as wide for every entry of a run; nothing where there is only one. */
export const countText = ({ nth, of }: Count): string =>
  of === 1 ? '' : `[${String(nth).padStart(String(of).length)}/${of}] `

/** What is being waited for, and for how long, in so many cells: `[3/20] trainer … 4 s`. The time is never cut off. */
export function liveText(
  {
    count,
    label,
    doing,
    ms,
  }: {
    readonly count?: Count | undefined
    readonly label: string
    /** What goes on, where it is not just a call. */
    readonly doing?: string | undefined
    readonly ms: number
  },
  width: number,
): string {
  const head = count === undefined ? '' : countText(count)
  const time = ` … ${durationText(ms / 1000)}`
  const more = doing === undefined ? '' : `, ${doing}`
  const room = width - head.length - displayWidth(time)
  const isNarrow = displayWidth(label) + more.length > room
  return `${head}${cutTo(label, Math.max(1, room - (isNarrow ? 0 : more.length)))}${isNarrow ? '' : more}${time}`
}
