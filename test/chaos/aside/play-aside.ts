import { setTimeout } from 'node:timers/promises'
import { unreachable } from '../../../src/model/unreachable.ts'
import type { Truth } from '../service/truth.ts'
import type { Stage } from '../stage/stage.ts'
import type { Act, AsideKind } from '../story/act.ts'
import { endOf } from '../story/entry.ts'
import { adoptAsAdvised } from './adopt-as-advised.ts'
import { copyLedger } from './copy-ledger.ts'
import { forge } from './forge.ts'

/** What is done besides at the beginning of an act, and what did not hold after it. */
export async function playAside(
  aside: AsideKind,
  stage: Stage,
  act: Act,
): Promise<readonly string[]> {
  switch (aside) {
    case 'adopt':
      return await adoptAsAdvised(stage, act)
    case 'copy':
      return await copyLedger(stage, act)
    case 'forge':
      await forge(stage)
      return []
    case 'wait':
      await setTimeout(untilOver(stage.service.truth(), act) - Date.now())
      return []
    default:
      return unreachable(aside)
  }
}

/** When the time is over of all that expires within seconds, in milliseconds since the epoch. */
function untilOver(truth: readonly Truth[], { entries }: Act): number {
  const ends = entries.flatMap((entry) =>
    entry.expires !== 'soon'
      ? []
      : truth
          .filter(({ askedName }) => askedName === (entry.name ?? ''))
          .map(({ createdAt }) => endOf(entry, createdAt) ?? 0),
  )
  return Math.max(0, ...ends)
}
