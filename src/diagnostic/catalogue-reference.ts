import { kind } from './kind.ts'

/** Findings about `${…}` references and their values. */
export const REFERENCE_KINDS = {
  'reference-placeholder': kind<{ what: string }>({
    severity: 'error',
    about: '',
    example: undefined,
    word: ({ what }) => ({ message: what }),
  }),
}
