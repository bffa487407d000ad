import { defineDiagnostic } from '../define-diagnostic.ts'
import { code } from '../wording.ts'

/**
 * Findings about the life of what would be created. Errors, since a create call cannot make such an instance: an apply
 * refuses before it sends one. Which entries are to be created the account says, so no file alone causes them.
 */
export const LIFE_KINDS = {
  'expires-in-the-past': defineDiagnostic<{
    /** The point in time, as ISO 8601. */
    at: string
  }>({
    severity: 'error',
    about:
      '`expires` is a point in time that was reached already, and the entry would be created now: an instance that is billed, ' +
      'and that the next `reap` destroys. It is checked by `plan` and `apply` for entries that are not there yet.',
    example: undefined,
    word: ({ at }) => ({
      message: `${code('expires')} is ${at}, which is in the past, and the entry would be created now`,
      hint: `move it to a later time, write a duration that counts from the creation such as ${code('8h')}, or remove the entry`,
    }),
  }),

  'stopped-before-created': defineDiagnostic<object>({
    severity: 'error',
    about:
      '`desiredStatus: stopped` is for an instance that is there: the service creates every instance running, and bills it. It ' +
      'is checked by `plan` and `apply` for entries that are not there yet.',
    example: undefined,
    word: () => ({
      message: `${code('desiredStatus')} is ${code('stopped')}, but the entry would be created, and what is created runs and is billed`,
      hint: `leave ${code('desiredStatus')} out until it is there, or leave the entry out with --exclude`,
    }),
  }),
}
