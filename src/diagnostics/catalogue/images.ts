import type { ImageFault } from '../../model/image-reference.ts'
import { nameOfCharacter, oddCharacter } from '../../model/odd-character.ts'
import { unreachable } from '../../model/unreachable.ts'
import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, supplied, type ValueDescription, valueSentence } from '../wording.ts'

export interface ImageDescription extends ValueDescription {
  readonly fault: ImageFault
  /** The one that is wrong, where a character is. */
  readonly character: string
}

/** Findings about the image and the login of its registry. */
export const IMAGE_KINDS = {
  'image-malformed': defineDiagnostic<ImageDescription>({
    severity: 'error',
    about:
      'An image is `[HOST/]REPOSITORY[:TAG][@DIGEST]`, with a repository in lower case. The service accepts other ' +
      'strings, starts to bill, and then fails to pull.',
    example: () => exampleFile({ imageUrl: 'https://r.example/team/app:1' }),
    word: ({ fault, character, ...said }) => ({
      message: `${valueSentence(said)}, which no registry takes: ${whyNot(fault, character)}`,
      hint: adviceFor(fault, character, said.from),
    }),
  }),

  'image-auth-half-empty': defineDiagnostic<{
    half: 'username' | 'password' | 'both'
    from: readonly string[]
  }>({
    severity: 'error',
    about:
      '`imageAuth` is `username:password`, and with an empty half the image cannot be pulled while the instance is ' +
      'billed. An image that needs no login has no `imageAuth`.',
    example: () => exampleFile({ imageAuth: '"robot:"' }),
    word: ({ half, from }) => ({
      message: `\`imageAuth\`${supplied(from)} has ${
        half === 'both' ? 'an empty username and an empty password' : `an empty ${half}`
      }`,
      hint:
        from.length === 0
          ? 'write both halves, or leave `imageAuth` out where the image needs no login'
          : 'set the variable: a secret that a CI run may not read arrives empty',
    }),
  }),
}

function whyNot(fault: ImageFault, character: string): string {
  switch (fault.kind) {
    case 'character':
      return `it has a ${nameOfCharacter(character)} in it`
    case 'scheme':
      return `it starts with ${code(fault.scheme)}`
    case 'empty-tag':
      return 'nothing follows the colon'
    case 'tag':
      return `${code(fault.tag)} is not a tag`
    case 'digest':
      return 'what follows the `@` is not a digest'
    case 'empty-part':
      return 'a part of its path is empty'
    case 'upper-case':
      return 'a repository has no capitals'
    case 'part':
      return `${code(fault.part)} cannot be part of its path`
    default:
      return unreachable(fault)
  }
}

function adviceFor(fault: ImageFault, character: string, from: readonly string[]): string {
  switch (fault.kind) {
    case 'character': {
      const meant = oddCharacter(character)?.meant.trim()
      return meant === undefined || meant === '' ? 'remove it' : `write ${code(meant)} instead`
    }
    case 'scheme':
    case 'upper-case':
      return from.length === 0
        ? `write ${code(fault.meant)}`
        : `write it ${fault.kind === 'scheme' ? 'without that' : 'in lower case'}`
    case 'empty-tag':
      return from.length === 0
        ? 'add a tag, or remove the colon'
        : 'set the variable, or give it a default as in `${TAG:-latest}`'
    case 'tag':
      return 'a tag has up to 128 letters, digits, `_`, `.` and `-`'
    case 'digest':
      return 'write it as in `app@sha256:…` with 64 hexadecimal digits'
    case 'empty-part':
      return 'write it as in `r.example/team/app:1`'
    case 'part':
      return 'its parts have letters in lower case, digits, and `.`, `_` or `-` between them'
    default:
      return unreachable(fault)
  }
}
