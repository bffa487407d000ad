import { unreachable } from '../../../src/model/unreachable.ts'
import type { Stage } from '../stage/stage.ts'
import type { Act, AsideKind } from '../story/act.ts'
import { adoptAsAdvised } from './adopt-as-advised.ts'
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
    case 'forge':
      await forge(stage)
      return []
    default:
      return unreachable(aside)
  }
}
