import type { Json } from '../../../model/secret.ts'
import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { MARKER_KEY } from '../../../plan/marker.ts'
import type { Objection } from '../../../plan/reasons/match-reason.ts'

/** What keeps an instance from being taken for that of an attempt; for `explainReason`. */
export function explainObjection(objection: Objection): string {
  switch (objection.code) {
    case 'marker-missing':
      return `it has no ${MARKER_KEY}, which was sent`
    case 'marker-differs':
      return `its ${MARKER_KEY} is not the one that was sent`
    case 'made-outside-attempt':
      return `it was made at ${timeText(objection.at)}, ${SIDES[objection.side]}`
    case 'field-differs': {
      const { field, account, sent } = objection
      return `${field} is ${text(account)}, sent was ${text(sent)}`
    }
    case 'field-not-sent':
      return `${objection.field} is ${objection.account}, none was sent`
    case 'spelled-otherwise':
      return `it is called ${JSON.stringify(objection.name)}, which may be this name as the service spells it`
    case 'variable-missing':
      return `envs has no ${objection.key}, which was sent`
    case 'variable-not-sent':
      return `envs has ${objection.key}, which was not sent`
    case 'variables-not-shown':
      return `its variables, and with them its ${MARKER_KEY}, are not shown`
    case 'without-name-and-marker':
      return 'it came since, and without a name and a marker nothing tells whose it is'
    case 'may-be-older':
      return 'what was there before the attempt is not known, so it may have been there already'
    case 'creation-time-unknown':
      return 'the service does not say when it was made'
    case 'sent-body-unknown':
      return 'the ledger does not know what was to be made'
    default:
      return unreachable(objection)
  }
}

const SIDES = { before: 'before the attempt', after: 'after the attempt was over' } as const

const text = (value: Json | undefined): string =>
  value === undefined ? '(unset)' : typeof value === 'string' ? value : JSON.stringify(value)
