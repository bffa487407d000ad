import { kind } from './kind.ts'

/** Findings about fields, entries and whole fleets. */
export const DEFINITION_KINDS = {
  'definition-placeholder': kind<{ what: string }>({
    severity: 'error',
    about: '',
    example: undefined,
    word: ({ what }) => ({ message: what }),
  }),
}
