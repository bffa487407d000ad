import { unreachable } from '../../../src/model/unreachable.ts'
import { blowsOf, type Scenario } from './scenario.ts'

/** Whether something may keep an id from the ledger: a full disk, a torn line, or that the ledger is lost. */
export function mayBeUnrecorded(scenario: Scenario): boolean {
  const { amnesia, tear } = scenario.mishap
  if (amnesia || tear !== undefined) return true
  return blowsOf(scenario).some(({ blow }) => {
    switch (blow) {
      case 'full':
      case 'full-at-call':
        return true
      case 'at-call':
      case 'after':
      case 'silence':
      case 'twice':
      case 'none':
      case 'pipe':
      case 'away':
        return false
      default:
        return unreachable(blow)
    }
  })
}
