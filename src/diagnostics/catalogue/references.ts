import { MAX_NESTED } from '../../model/nesting.ts'
import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { thousands } from '../wording.ts'

const OPERATORS = '`:-`, `-`, `:?`, `?`, `:+` and `+`'

const NO_SHELL =
  'The other forms that shells know, such as `${NAME:0:3}`, `${NAME%x}` or `${NAME:=x}`, are not supported.'

/** Findings about `${…}` references and their values. */
export const REFERENCE_KINDS = {
  'reference-empty': defineDiagnostic<object>({
    severity: 'error',
    about:
      'A reference needs the name of a variable between its braces. To write the characters `${}` in a ' +
      'value, double the dollar sign: `$${}`.',
    example: () => withImage('${}'),
    word: () => ({
      message: '`${}` names no variable',
      hint: 'write the name between the braces, as in `${NAME}`, or `$${}` for these characters',
    }),
  }),

  'reference-unclosed': defineDiagnostic<{
    /** `undefined` when there is none, or when the text around it is secret and must not be shown. */
    name: string | undefined
  }>({
    severity: 'error',
    about:
      'A reference that starts with `${` ends with `}`. Braces inside its default or message count in ' +
      'pairs, so a single `{` there leaves it open too. Where a dollar sign is meant, write `$$`.',
    example: () => withImage('${IMAGE'),
    word: ({ name = '' }) => ({
      message: `\`\${${cut(name)}\` has no closing brace`,
      hint:
        name === ''
          ? 'write `${NAME}` for a variable, or `$${` for these characters'
          : 'add the `}` that ends it, or write `$${` for these characters',
    }),
  }),

  'reference-bad-name': defineDiagnostic<{
    /** `undefined` where the text around it is secret and must not be shown. */
    written: string | undefined
  }>({
    severity: 'error',
    about:
      'The name of a variable has letters from A to Z, digits and underscores, and starts with a letter or ' +
      'an underscore. No spaces are allowed around it. Other kinds of expressions, such as those of CI ' +
      'systems, mean nothing here.',
    example: () => withImage('${1A}'),
    word: ({ written }) => ({
      message:
        written === undefined
          ? 'What follows `${` is not the name of a variable'
          : written.trim() === ''
            ? 'No name of a variable follows `${`'
            : `\`${cut(written)}\` is not the name of a variable`,
      hint: nameHint(written),
    }),
  }),

  'reference-bad-operator': defineDiagnostic<{
    /** Both `undefined` where the text around them is secret and must not be shown. */
    name: string | undefined
    written: string | undefined
  }>({
    severity: 'error',
    about: `The name is followed by \`}\` or one of the operators ${OPERATORS}. ${NO_SHELL}`,
    example: () => withImage('${IMAGE!latest}'),
    word: ({ name, written }) => {
      if (name !== undefined && written?.trim() === '') {
        return {
          message: `\`\${${cut(name)}\` is followed by a space`,
          hint: `write \`\${${cut(name)}}\` without spaces`,
        }
      }
      const what = written === undefined ? 'What comes' : `\`${written}\``
      return {
        message: `${what} after ${named(name)} is not an operator of a reference`,
        hint: operatorHint(name, written),
      }
    },
  }),

  'reference-lone-colon': defineDiagnostic<{
    /** `undefined` where the text around it is secret and must not be shown. */
    name: string | undefined
    /** What follows the colon. `undefined` when nothing does, or when it must not be shown. */
    written: string | undefined
  }>({
    severity: 'error',
    about: `A colon after the name is the first half of \`:-\`, \`:?\` or \`:+\` and means nothing alone. ${NO_SHELL}`,
    example: () => withImage('${IMAGE:}'),
    word: ({ name, written }) => ({
      message: `The colon after ${named(name)} is not followed by \`-\`, \`?\` or \`+\``,
      hint: operatorHint(name, written),
    }),
  }),

  'reference-too-deep': defineDiagnostic<{ limit: number }>({
    severity: 'error',
    about: `References may be inside the defaults of other references, up to ${thousands(MAX_NESTED)} deep.`,
    example: () => withImage(`${'${A:-'.repeat(MAX_NESTED + 1)}${'}'.repeat(MAX_NESTED + 1)}`),
    word: ({ limit }) => ({
      message: `References are nested more than ${thousands(limit)} deep`,
      hint: 'give the value through one variable',
    }),
  }),

  'variable-unset': defineDiagnostic<{
    name: string
    /** It was written `$NAME`. */
    bare: boolean
    /** The name of a set variable that is nearly the same. */
    meant?: string | undefined
  }>({
    severity: 'error',
    about:
      'A variable without a default has to be set in the environment or in a file given with --var-file. ' +
      'Compose uses an empty string instead; here a forgotten variable must not become a paid instance. ' +
      'Write `${NAME:-}` where empty is right.',
    example: () => withImage('${IMAGE_THAT_IS_NOT_SET}'),
    word: ({ name, bare, meant }) => ({
      message: `The variable \`${cut(name)}\` is not set and has no default`,
      hint:
        meant === undefined
          ? `set it, or give a default as in \`\${${cut(name)}:-…}\`${
              bare ? `; for the characters \`$${cut(name)}\` itself write \`$$${cut(name)}\`` : ''
            }`
          : `did you mean \`${cut(meant)}\`, which is set?`,
    }),
  }),

  'variable-unset-in-secret': defineDiagnostic<object>({
    severity: 'error',
    about:
      'A secret has a `$` with a name behind it, and no variable of that name is set. It may be a part of a password that was ' +
      'written out, so nothing of it is shown.',
    example: () => exampleFile({ imageAuth: 'robot:pass$word' }),
    word: () => ({
      message: 'This `$` starts the name of a variable that is not set',
      hint: 'write `$$` for a `$` in a password, or set the variable',
    }),
  }),

  'variable-required': defineDiagnostic<{
    name: string
    message: string
    state: 'unset' | 'empty'
  }>({
    severity: 'error',
    about:
      'The definition requires this variable with `?` or `:?`, and gives the reason. With the colon, ' +
      'an empty value counts as missing. Set it in the environment or in a file given with --var-file.',
    example: () => withImage('${IMAGE_THAT_IS_NOT_SET:?name the image to run}'),
    word: ({ name, message, state }) => ({
      message: `The variable \`${cut(name)}\` is ${state === 'unset' ? 'not set' : 'empty'}${
        message.trim() === '' ? ' but required' : `: ${cut(message.trim(), 500)}`
      }`,
      hint: 'set it in the environment or in a file given with --var-file',
    }),
  }),

  'variable-too-long': defineDiagnostic<{ name: string; limit: number }>({
    severity: 'error',
    about:
      'The values that one string takes from variables have a total limit, far above what any field ' +
      'allows, so that a file cannot exhaust the memory of the machine that reads it.',
    // Only an environment with a huge value causes it.
    example: undefined,
    word: ({ name, limit }) => ({
      message: `With \`${cut(name)}\` the values in this string are longer than ${thousands(limit)} characters together`,
      hint: 'check what the variable holds and how often it is used here',
    }),
  }),

  'reference-in-command': defineDiagnostic<{ name: string; field: string }>({
    severity: 'warning',
    about:
      'A `$NAME` in a command looks like a variable of the container, but it is replaced before the ' +
      'instance is created. `$$NAME` leaves it to the container; `${NAME}` says that the replacement is meant.',
    example: () =>
      `${withImage('image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8')}    command: echo $PATH\n`,
    word: ({ name, field }) => ({
      message: `\`$${cut(name)}\` in \`${field}\` is replaced now, not in the container`,
      hint: `write \`$$${cut(name)}\` to leave it to the container, or \`\${${cut(name)}}\` if this is meant`,
    }),
  }),
}

function withImage(imageUrl: string): string {
  return `instances:
  - name: trainer
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: ${imageUrl}
`
}

function nameHint(written: string | undefined): string {
  const name = written?.trim()
  if (name !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return `write \`\${${name}}\` without spaces`
  }
  return 'a name has letters A to Z, digits and `_`, and starts with no digit; for a dollar sign itself write `$$`'
}

function operatorHint(name = 'NAME', written: string | undefined): string {
  if (written === '=') return `a default is written \`\${${cut(name)}:-…}\``
  return `allowed are \`\${${cut(name)}}\` and the operators ${OPERATORS}; for a dollar sign itself write \`$$\``
}

const named = (name: string | undefined): string =>
  name === undefined ? 'the name' : `\`${cut(name)}\``

/** A name or a message may be as long as a file; a finding is one sentence. */
function cut(text: string, most = 60): string {
  const characters = [...text.slice(0, 2 * most)]
  return characters.length <= most && text.length <= 2 * most
    ? text
    : `${characters.slice(0, most).join('')}…`
}
