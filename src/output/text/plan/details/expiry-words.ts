import type { RemoteInstance } from '../../../../api/remote.ts'
import type { InstanceSpec } from '../../../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../../../ledger/state.ts'
import { durationText } from '../../../../model/duration.ts'
import { timeText } from '../../../../model/time-text.ts'
import { type Action, isCreation } from '../../../../plan/action.ts'
import { expiryOf } from '../../../../plan/decide/expiry.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import type { Group } from '../plan-groups.ts'
import { specOf } from '../ways/ways-to-end.ts'

/** A time that ends something, in words; `isSoon`: too soon to be overlooked. */
export interface ExpiryWords {
  readonly text: string
  readonly isSoon: boolean
}

/** When what a line of a plan is about expires, the first of several. `now`: milliseconds since the epoch. */
export function expiryWords(group: Group, now: number): ExpiryWords | undefined {
  const [action] = group
  // Of one that is replaced the time counts from its own creation.
  if (isCreation(action)) return expiryToCome(action.spec)
  const [first] = group
    .flatMap((each) => {
      const at = expiryIn(each)
      return at === undefined || at <= now ? [] : [{ at, name: each.name ?? each.key }]
    })
    .sort((one, other) => one.at - other.at)
  if (first === undefined) return undefined
  const when = `in ${durationText((first.at - now) / 1000)}, at ${momentText(first.at)}`
  const isSoon = first.at - now < SOON_MS
  const who = group.length === 1 ? 'expires' : `${plain(first.name)} is the first to expire,`
  return { isSoon, text: `${isSoon ? 'WARNING: ' : ''}${who} ${when}` }
}

/** When the instance of an action expires, in milliseconds since the epoch; `undefined` for never, and for what is not made yet. */
export function expiryIn(action: Action): number | undefined {
  const spec = specOf(action)
  if (spec === undefined || isCreation(action) || !('owned' in action)) return undefined
  const { owned } = action
  if (owned === undefined || isSeveral(owned)) return undefined
  return expiryOf(spec.life, owned, 'remote' in action ? remoteOf(action) : undefined)
}

const isSeveral = (
  owned: OwnedInstance | readonly OwnedInstance[],
): owned is readonly OwnedInstance[] => Array.isArray(owned)

const remoteOf = ({
  remote,
}: {
  readonly remote: RemoteInstance | undefined
}): RemoteInstance | undefined => remote

function expiryToCome({ life: { expires } }: InstanceSpec): ExpiryWords | undefined {
  if (expires === undefined) return undefined
  const when =
    expires.kind === 'at'
      ? `at ${momentText(expires.at)}`
      : `${durationText(expires.ms / 1000)} after it was created`
  return { text: `expires ${when}`, isSoon: false }
}

const momentText = (at: number): string => timeText(new Date(at).toISOString())

/** An hour: less is hardly time enough to move it. */
const SOON_MS = 3_600_000
