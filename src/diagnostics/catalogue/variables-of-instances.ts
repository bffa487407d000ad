import { kind } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, listed, supplied, thousands } from '../wording.ts'

/** Findings about the values of `envs`. */
export const ENV_KINDS = {
  'envs-item-as-map': kind<object>({
    severity: 'error',
    about:
      'In the list form of `envs` each item has a `key` and a `value`; the map form has the name of the variable as its ' +
      'key. A map of exactly `key` and `value` would set two variables of these names. To set these two anyway, use the list form.',
    example: () => exampleFile({ envs: '{ key: MODE, value: prod }' }),
    word: () => ({
      message:
        '`envs` is one item of the list form, written as a map: it would set the variables `key` and `value`',
      hint: 'write `envs: { NAME: value }`, or put a `-` in front of `key`',
    }),
  }),

  'env-value-long': kind<{ field: string; from: readonly string[]; most: number }>({
    severity: 'warning',
    about:
      'The later pages of the vendor allow 4,095 characters in the value of a variable, and the reference page names no ' +
      'limit. Whether a longer value is refused or cut is not documented.',
    example: () => exampleFile({ envs: `{ SCRIPT: ${'x'.repeat(4096)} }` }),
    // The length of a secret is not told.
    word: ({ field, from, most }) => ({
      message: `${code(field)}${supplied(from)} has more than the ${thousands(most)} characters that are documented`,
      hint: 'put a long script into the image or on a storage, or let the instance fetch it',
    }),
  }),

  'credential-empty': kind<{ field: string; variables: readonly string[] }>({
    severity: 'warning',
    about:
      'The variable that supplies a credential is set, but empty. CI systems hand on a secret that is missing, misspelled or ' +
      'not allowed for this run in just that way. `${NAME:?message}` makes an error of it.',
    example: undefined,
    word: ({ field, variables }) => ({
      message: `${code(field)} is a credential, but ${
        variables.length === 1 ? 'the variable' : 'the variables'
      } ${listed(variables, 'and')} that it comes from ${variables.length === 1 ? 'is' : 'are'} set and empty`,
      hint: `set it; to make this an error, write ${code(`\${${variables[0]}:?is not set}`)}`,
    }),
  }),
}
