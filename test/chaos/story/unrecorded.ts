import { unreachable } from '../../../src/model/unreachable.ts'
import { isLie } from '../trouble/create-kinds.ts'
import { blowsOf, type Scenario, troublesOf } from './scenario.ts'

/** Whether something may keep an id from the ledger: a full disk, a torn line, a kill between a refusal that lied and the look. */
export function mayBeUnrecorded(scenario: Scenario): boolean {
  const { amnesia, tear } = scenario.mishap
  if (amnesia || tear !== undefined) return true
  const lies = troublesOf(scenario).some(({ name }) => isLie(name))
  return blowsOf(scenario).some(({ blow }) => {
    switch (blow) {
      case 'full':
      case 'full-at-call':
        return true
      case 'at-call':
      case 'after':
      case 'silence':
      case 'twice':
        return lies
      case 'none':
      case 'pipe':
        return false
      default:
        return unreachable(blow)
    }
  })
}
