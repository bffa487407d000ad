import { aCharacter, oddCharacter } from '../../model/odd-character.ts'
import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, supplied } from '../wording.ts'

/** A character in the value of a field, and the variables that brought the value. */
export interface OddCharacterSaid {
  readonly field: string
  readonly character: string
  readonly from: readonly string[]
}

/** Findings about characters that look like others, or like nothing. */
export const CHARACTER_KINDS = {
  'yaml-odd-character': defineDiagnostic<{ character: string }>({
    severity: 'error',
    about:
      'YAML takes its structure from spaces, dashes, colons, commas, quotes and brackets of ASCII. The wide, curly and invisible ' +
      'ones that input methods and word processors write are letters to it.',
    example: () => 'instances:\n  - name：web\n    kind: gpu\n',
    word: ({ character }) => ({
      message: `This is ${aCharacter(character)}, which YAML does not read as structure`,
      hint: advice(character),
    }),
  }),

  'odd-character': defineDiagnostic<OddCharacterSaid & { meant?: string | undefined }>({
    severity: 'error',
    about:
      'The value has a character that looks like another one, or is invisible. The service would take it unchanged, ' +
      'and find nothing under that id, or make a name that nobody can type.',
    example: () => exampleFile({ productId: '4090．18c．60g' }),
    word: ({ field, character, from, meant }) => ({
      message: `${code(field)}${supplied(from)} has ${aCharacter(character)} in it`,
      hint: meant === undefined ? advice(character) : `type ${code(meant)} instead`,
    }),
  }),

  'odd-character-in-command': defineDiagnostic<OddCharacterSaid>({
    severity: 'warning',
    about:
      'A shell knows only the quotes, dashes and spaces of ASCII. The curly, long and invisible ones of word processors are ' +
      'letters to it.',
    example: () => exampleFile({ command: 'python –m “train”' }),
    word: ({ field, character, from }) => ({
      message: `${code(field)}${supplied(from)} has ${aCharacter(character)} in it, which a shell takes for a letter`,
      hint: advice(character),
    }),
  }),

  'odd-character-in-value': defineDiagnostic<OddCharacterSaid>({
    severity: 'warning',
    about:
      'The value of a variable begins or ends with a character that nobody sees, is in quotes of a word processor, or has a ' +
      'reference of wide characters. The container gets it as it is.',
    example: () => exampleFile({ envs: '{ MODE: “prod” }' }),
    word: ({ field, character, from }) => ({
      message: `${code(field)}${supplied(from)} has ${aCharacter(character)}, which becomes a part of the value`,
      hint: advice(character),
    }),
  }),

  'odd-character-in-key': defineDiagnostic<{ character: string }>({
    severity: 'error',
    about:
      'The key has a character that looks like another one, or is invisible, so it is an unknown key.',
    example: () => exampleFile({ 'gpu\u200bNum': '1' }),
    word: ({ character }) => ({
      message: `This key has ${aCharacter(character)} in it`,
      hint: advice(character),
    }),
  }),
}

function advice(character: string): string {
  const meant = oddCharacter(character)?.meant ?? ''
  if (meant === '') return 'remove it'
  return meant === ' ' ? 'type a plain space (U+0020) instead' : `type ${code(meant)} instead`
}
