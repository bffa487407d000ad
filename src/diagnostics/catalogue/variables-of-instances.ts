import { aCharacter } from '../../model/odd-character.ts'
import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, joinWords, supplied, thousands } from '../wording.ts'

/** Findings about the values of `envs`. */
export const ENV_KINDS = {
  'envs-item-as-map': defineDiagnostic<object>({
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

  'envs-item-short': defineDiagnostic<{ key: string }>({
    severity: 'error',
    about:
      'In the list form of `envs` each item has a `key` and a `value`. A variable with its value, as Compose has it, belongs in ' +
      'the map form.',
    example: () => exampleFile({ envs: '[{ MODE: prod }]' }),
    word: ({ key }) => ({
      message: `This item of \`envs\` has neither a \`key\` nor a \`value\`, but ${code(key)}`,
      hint: `leave out the \`-\`, so that \`envs\` is a map, or write ${code(`- { key: ${key}, value: … }`)}`,
    }),
  }),

  'env-value-long': defineDiagnostic<{ field: string; from: readonly string[]; most: number }>({
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

  'credential-empty': defineDiagnostic<{
    field: string
    variables: readonly string[]
    isWhole: boolean
  }>({
    severity: 'warning',
    about:
      'The variable that supplies a credential is set, but empty. CI systems hand on a secret that is missing, misspelled or ' +
      'not allowed for this run in just that way. `${NAME:?message}` makes an error of it.',
    example: undefined,
    word: ({ field, variables, isWhole }) => ({
      message: isWhole
        ? `${code(field)} is a credential, but ${theVariables(variables)} that it comes from ${areEmpty(variables)}`
        : `${code(field)} has ${theVariables(variables)} in it, which ${areEmpty(variables)}`,
      hint: `set it; to make this an error, write ${code(`\${${variables[0]}:?is not set}`)}`,
    }),
  }),

  'variable-empty': defineDiagnostic<{ field: string; variables: readonly string[] }>({
    severity: 'warning',
    about:
      'The whole value of the field comes from a variable that is set and empty, so the field is left out. CI systems hand on ' +
      'a variable that is missing or misspelled in just that way. `${NAME:-}` says that it may be empty.',
    example: undefined,
    word: ({ field, variables }) => ({
      message: `${code(field)} counts as left out: ${theVariables(variables)} that it comes from ${areEmpty(variables)}`,
      hint: `set it, or write ${code(`\${${variables[0]}:-}`)} where it may be empty`,
    }),
  }),

  'credential-line-end': defineDiagnostic<{
    field: string
    from: readonly string[]
    character: string
  }>({
    severity: 'warning',
    about:
      'A credential ends with a line break, which most services take for a part of it. A file has one at its end, and a file ' +
      'of Windows a carriage return too.',
    example: () => exampleFile({ envs: '{ HF_TOKEN: "hf_x\\n" }' }),
    word: ({ field, from, character }) => ({
      message: `${code(field)}${supplied(from)} ends with ${aCharacter(character)}`,
      hint: 'cut it off where the value is set: $(cat FILE) in a shell does',
    }),
  }),
}

const theVariables = (variables: readonly string[]): string =>
  `${variables.length === 1 ? 'the variable' : 'the variables'} ${joinWords(variables, 'and')}`

const areEmpty = ({ length }: readonly string[]): string =>
  `${length === 1 ? 'is' : 'are'} set and empty`
