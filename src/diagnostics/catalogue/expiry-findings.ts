import { unreachable } from '../../model/unreachable.ts'
import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, type ValueDescription, valueSentence } from '../wording.ts'

/** What can be wrong with a value of `expires`. */
type ExpiresFault =
  | 'malformed'
  | 'without-zone'
  | 'zone-unknown'
  /** The calendar has no such day, or no clock there shows this time. */
  | 'never'
  /** The clocks of the zone are put back over it. */
  | 'twice'
  | 'too-short'
  | 'too-long'

/** Findings about when instances expire. */
export const EXPIRY_KINDS = {
  'paid-until-invalid': defineDiagnostic<ValueDescription>({
    severity: 'error',
    about:
      '`paidUntil` is the day (of UTC) until which a monthly instance is to be paid at least, such as `2027-03-01`.',
    example: () => exampleFile({ month: '1', paidUntil: '2027-02-30' }),
    word: (said) => ({
      message: `${valueSentence(said)}, a day that no calendar has`,
      hint: 'correct the day',
    }),
  }),

  'expires-invalid': defineDiagnostic<
    ValueDescription & {
      fault: ExpiresFault
      /** What to write instead, as far as it is known. */
      meant: string | undefined
    }
  >({
    severity: 'error',
    about:
      '`expires` is a duration that counts from the creation of each instance (`45s`, `5m`, `8h`, `7d`, `1h30m`; a ' +
      'number is seconds), or a point in time with its zone (`2026-12-31T18:00:00Z`, `2026-12-31 18:00 +08:00`, ' +
      '`2026-12-31 18:00 Asia/Shanghai`). Without a zone it would be another time on each machine.',
    example: () => exampleFile({ expires: '8 hours' }),
    word: ({ fault, meant, ...said }) => ({
      message: `${valueSentence(said)}, ${clauseFor(fault)}`,
      hint: adviceFor(fault, meant),
    }),
  }),
}

function clauseFor(fault: ExpiresFault): string {
  switch (fault) {
    case 'malformed':
      return 'which is neither a duration nor a point in time'
    case 'without-zone':
      return 'a time without its zone'
    case 'zone-unknown':
      return 'in a time zone that is not known'
    case 'never':
      return 'a time that no clock shows'
    case 'twice':
      return 'a time that the clocks there show twice, since they are put back'
    case 'too-short':
      return 'but must be at least 1 second'
    case 'too-long':
      return 'but must be at most 3,650 days'
    default:
      return unreachable(fault)
  }
}

function adviceFor(fault: ExpiresFault, meant: string | undefined): string {
  switch (fault) {
    case 'malformed':
      return meant === undefined
        ? 'write a duration such as `8h` or `7d` (months in days: `30d`), or a time such as `2026-12-31T18:00:00+08:00`; for never leave it out'
        : `write ${code(meant)}`
    case 'without-zone':
      return `add it: ${code(meant ?? '2026-12-31T18:00Z')} is UTC, and an offset such as \`+08:00\` may be in the place of \`Z\``
    case 'zone-unknown':
      return meant === undefined
        ? 'write an offset such as `+08:00`, or the name of a zone such as `Asia/Shanghai`'
        : `did you mean ${code(meant)}?`
    case 'never':
      return 'correct the day or the time'
    case 'twice':
      return 'write the offset instead of the name of the zone, as in `+01:00`'
    case 'too-short':
    case 'too-long':
      return 'a number is seconds; for an instance that never expires leave it out'
    default:
      return unreachable(fault)
  }
}
