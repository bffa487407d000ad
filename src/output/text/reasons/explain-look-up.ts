import type { LookUpReason } from '../../../apply/look-up-reason.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import type { Objection } from '../../../plan/reasons/match-reason.ts'
import { explainObjection } from './explain-objection.ts'

/** Why a look at the account settled nothing, or what speaks against an instance that it showed; for `explainReason`. */
export function explainLookUp(reason: LookUpReason | Objection): string {
  switch (reason.code) {
    case 'nothing-made-so-far':
      return 'the account shows no instance made by it so far'
    case 'nothing-surely-made':
      return 'nothing in the account is surely what it made'
    case 'several-possible':
      return `${reason.count} instances may be the one`
    case 'possible-but-removed': {
      const what = reason.by === 'marker' ? `its ${MARKER_KEY}` : 'this name since then'
      return `${reason.id} carries ${what} but is ${reason.status}, and may not be the one that was made`
    }
    case 'account-not-asked':
      return 'the account was not asked'
    case 'look-cut-short':
      return 'somebody interrupted the look at the account, and the next run looks again'
    case 'unrecognizable':
      return 'an entry without a name and without a marker cannot be looked up'
    case 'not-listed-before':
      return 'the account could not be listed before the attempt, so a name proves nothing'
    case 'list-incomplete':
      return `the account could not be listed in full (${reason.why})`
    case 'list-unavailable':
      return `the account could not be listed (${reason.why})`
    default:
      return explainObjection(reason)
  }
}
