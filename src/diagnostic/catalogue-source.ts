import { kind } from './kind.ts'

/** Findings about reading files and YAML. */
export const SOURCE_KINDS = {
  'source-placeholder': kind<{ what: string }>({
    severity: 'error',
    about: '',
    example: undefined,
    word: ({ what }) => ({ message: what }),
  }),
}
