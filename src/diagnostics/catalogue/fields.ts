import { nearest } from '../../model/nearest.ts'
import { OWN_FIELDS } from '../../schema/fields.generated.ts'
import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, joinWords, thousands, type ValueDescription, valueSentence } from '../wording.ts'

/** The keys of an entry that the service does not know. */
const OWN = joinWords(Object.keys(OWN_FIELDS).map(code), 'and')

/** Findings about one field or value, by what the API specification says of it. */
export const FIELD_KINDS = {
  'unknown-key': defineDiagnostic<{
    key: string
    /** The label of the map that it is in; empty for an entry. */
    around: string
    /** The known key that is probably meant, as a path of the schema: `networkStorages[].Id`. */
    meant: string | undefined
    known: readonly string[]
    /** It starts with `x-`. */
    extension: boolean
  }>({
    severity: 'error',
    about:
      'The service ignores keys that it does not know, so a typing error would be lost in silence. The keys ' +
      `are those of the API, spelling included (\`Id\` with a capital I in \`networkStorages\`), and ${OWN}.`,
    example: () => exampleFile({ gpuNumm: '1' }),
    word: ({ key, around, meant, known, extension }) => ({
      message: `${key === '' ? 'The empty string' : code(key)} is an unknown key in ${
        around === '' ? 'an entry' : code(around)
      }`,
      hint:
        meant !== undefined
          ? `did you mean ${code(meant)}?`
          : extension
            ? 'keys that start with `x-` are allowed at the top of the file only'
            : around === ''
              ? `the keys of an entry are those of the create call, spelling included, and ${OWN}`
              : `the keys are ${joinWords(known.map(code), 'and')}`,
    }),
  }),

  'missing-key': defineDiagnostic<{ key: string; around: string; write: string | undefined }>({
    severity: 'error',
    about:
      'The service needs this key to create the instance. For `kind: gpu` these are `productId`, `gpuNum`, ' +
      '`rootfsSize`, `imageUrl` and `kind`. It may also be under `defaults`.',
    example: () => exampleFile({ imageUrl: undefined }),
    word: ({ key, around, write }) => ({
      message: `${around === '' ? 'The entry' : code(around)} has no ${code(key)}, which is required`,
      ...(write === undefined ? {} : { hint: `add it, as in \`${write}\`` }),
    }),
  }),

  'null-value': defineDiagnostic<{
    field: string
    /** `"null"` or `"~"` where a string may be meant. */
    quoted: string | undefined
  }>({
    severity: 'error',
    about:
      'A key without a value, `null` or `~` does not set the field. To leave a field unset, remove its key; ' +
      'to unset one that is inherited from `defaults`, give it an empty string or an empty list.',
    example: () => exampleFile({ command: '' }),
    word: ({ field, quoted }) => ({
      message: `${code(field)} has no value`,
      hint: `remove the key, or give it a value${
        quoted === undefined ? '' : `; for the string itself write \`${quoted}\``
      }`,
    }),
  }),

  'unquoted-text': defineDiagnostic<
    ValueDescription & {
      /** What to write instead; `undefined` when it must not be shown. */
      write: string | undefined
      /** A port without its type. */
      port: boolean
    }
  >({
    severity: 'error',
    about:
      'YAML reads `26`, `1.10` and `true` as numbers and booleans, and writes them in another form than ' +
      'before. Where a string is expected, put quotes around it.',
    example: () => exampleFile({ productId: '26' }),
    word: ({ write, port, ...said }) => ({
      message: port
        ? `${valueSentence(said)}, but a port is written with its type`
        : `${valueSentence({ ...said, wrote: noun(said) })}, but a string is expected`,
      hint:
        write === undefined
          ? port
            ? 'write it as in `80/http` or `22/tcp`'
            : 'put quotes around it'
          : port
            ? `write \`${write}\``
            : `write \`${write}\`, with the quotes`,
    }),
  }),

  'wrong-type': defineDiagnostic<
    ValueDescription & {
      /** Types of JSON Schema. */
      wanted: readonly string[]
      /** The same value in the right form. */
      write: string | undefined
      /** It was written in quotes. */
      quoted: boolean
      hint: string | undefined
    }
  >({
    severity: 'error',
    about:
      'Each field takes values of one type: a string, a whole number, `true` or `false`, a list, or a map.',
    example: () => exampleFile({ gpuNum: 'two' }),
    word: ({ wanted, write, quoted, hint, ...said }) => {
      const advice =
        write === undefined ? hint : `write ${code(write)}${quoted ? ', without quotes' : ''}`
      return {
        message: `${valueSentence(said)}, but ${joinWords(wanted.map(typeName), 'or')} is expected`,
        ...(advice === undefined ? {} : { hint: advice }),
      }
    },
  }),

  'reference-not-cast': defineDiagnostic<ValueDescription & { type: string; empty: boolean }>({
    severity: 'error',
    about:
      'The value of a variable is a string, which is converted to the type of the field. It must be ' +
      'exactly a whole number, or `true` or `false`: without spaces around it and without a unit.',
    example: () => exampleFile({ gpuNum: '${GPUS_NOT_SET:-2x}' }),
    word: ({ type, empty, ...said }) => ({
      message: `${valueSentence(said)}, but ${typeName(type)} is expected`,
      hint: empty
        ? `a default for an empty variable is written \`\${${said.from[0] ?? 'NAME'}:-…}\``
        : said.from.length === 0
          ? 'correct the default inside the reference'
          : `correct the value of ${joinWords(said.from, 'and')}`,
    }),
  }),

  'integer-too-large': defineDiagnostic<ValueDescription>({
    severity: 'error',
    about: 'Numbers beyond 2^53 cannot be kept exactly, and no field has a use for them.',
    example: () => exampleFile({ month: '9007199254740993' }),
    word: (said) => ({
      message: `${valueSentence(said)}, which is too large to be kept exactly`,
      hint: 'write a number below 9,007,199,254,740,992',
    }),
  }),

  'value-not-allowed': defineDiagnostic<
    ValueDescription & { allowed: readonly string[]; text: string | undefined }
  >({
    severity: 'error',
    about: 'The field takes one of a few words, spelled exactly as in the API.',
    example: () => exampleFile({ kind: 'gpuu' }),
    word: ({ allowed, text, ...said }) => {
      const meant = text === undefined ? undefined : nearest(text, allowed)
      return {
        message: `${valueSentence(said)}, but must be ${joinWords(allowed.map(code), 'or')}`,
        ...(meant === undefined ? {} : { hint: `did you mean ${code(meant)}?` }),
      }
    },
  }),

  'product-name': defineDiagnostic<ValueDescription & { meant: string }>({
    severity: 'warning',
    about:
      'A product is known by its id, which has the cores and the memory behind a dot. The name of a GPU alone is not an id, and ' +
      'several products may have that GPU. `plan` asks the service for the ids that it sells now.',
    example: () => exampleFile({ productId: 'H100' }),
    word: ({ meant, ...said }) => ({
      message: `${valueSentence(said)}, which does not look like the id of a product`,
      hint: `did you mean ${code(meant)}? \`plan\` checks it against what the service sells`,
    }),
  }),

  'number-too-small': defineDiagnostic<
    ValueDescription & {
      least: number
      /** Of no GPUs: the kind of the instance that is to have none. */
      without: 'cpu' | 'gpu' | undefined
    }
  >({
    severity: 'error',
    about: 'The API specification gives this number a lower limit.',
    example: () => exampleFile({ gpuNum: '0' }),
    word: ({ least, without, ...said }) => ({
      message: `${valueSentence(said)}, but must be at least ${thousands(least)}${
        without === 'cpu' ? ', and an instance of `kind: cpu` has no such key' : ''
      }`,
      ...(without === undefined ? {} : { hint: NO_GPUS[without] }),
    }),
  }),

  'number-too-large': defineDiagnostic<ValueDescription & { most: number }>({
    severity: 'error',
    about: 'The API specification gives this number an upper limit.',
    example: () => exampleFile({ gpuNum: '9' }),
    word: ({ most, ...said }) => ({
      message: `${valueSentence(said)}, but must be at most ${thousands(most)}`,
    }),
  }),

  'root-disk-too-small': defineDiagnostic<ValueDescription & { least: number }>({
    severity: 'error',
    about:
      'The service does not refuse a root disk below 10 GB but silently makes it 10 GB. The definition would then ' +
      'differ from what runs.',
    example: () => exampleFile({ rootfsSize: '5' }),
    word: ({ least, ...said }) => ({
      message: `${valueSentence(said)}, but must be at least ${least}: the service would silently make it ${least}`,
      hint: `write \`rootfsSize: ${least}\` if the smallest disk is meant`,
    }),
  }),

  'text-empty': defineDiagnostic<ValueDescription>({
    severity: 'error',
    about: 'The field is required, and an empty string counts as missing.',
    example: () => exampleFile({ productId: '""' }),
    word: ({ field, from }) => ({
      message: `${code(field)} is empty${from.length === 0 ? '' : `: ${joinWords(from, 'and')} ${from.length === 1 ? 'is' : 'are'} set but empty`}`,
      hint: 'give it a value',
    }),
  }),

  'text-too-long': defineDiagnostic<
    ValueDescription & { most: number; set: 'current' | undefined }
  >({
    severity: 'error',
    about: 'The API specification limits the length of this string.',
    example: () => exampleFile({ name: 'n'.repeat(256) }),
    word: ({ field, from, most, set }) => ({
      message: `${code(field)}${
        from.length === 0
          ? ''
          : ` (from the variable${from.length === 1 ? '' : 's'} ${joinWords(from, 'and')})`
      } is longer than the ${thousands(most)} characters that are allowed${set === undefined ? '' : BY_CURRENT}`,
    }),
  }),

  'too-many-items': defineDiagnostic<{
    field: string
    count: number
    most: number
    /** The page of the vendor whose limit it is. */
    set: 'reference' | 'current'
    /** What the current page allows, where that differs. */
    later: number | undefined
  }>({
    severity: 'error',
    about: 'The API specification limits how many items this list may have.',
    example: () =>
      exampleFile({
        envs: `{ ${Array.from({ length: 31 }, (_, index) => `E${index}: a`).join(', ')} }`,
      }),
    word: ({ field, count, most, set, later }) => ({
      message: `${code(field)} has ${count} items, but at most ${most} are allowed${set === 'current' ? BY_CURRENT : ''}`,
      ...(set === 'current' || later === undefined
        ? {}
        : {
            hint: `that is the limit of the reference page; ${code('limits: current')} in the config takes those of the current page, which allows ${later}`,
          }),
    }),
  }),
}

/** Names the limits that were chosen. */
const BY_CURRENT = ' by the current page (`limits: current`)'

const NO_GPUS = {
  cpu: 'remove `gpuNum`',
  gpu: 'for an instance without GPUs write `kind: cpu`, remove `gpuNum`, and choose a CPU product',
}

/** "the number 26", but "a number" where the value itself must not be shown. */
function noun({ wrote, hidden }: ValueDescription): string {
  if (hidden === true) return wrote
  return `the ${/^(?:true|false)$/i.test(wrote) ? 'boolean' : 'number'} ${wrote}`
}

function typeName(type: string): string {
  return TYPE_NAMES.get(type) ?? type
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', '`true` or `false`'],
  ['array', 'a list'],
  ['object', 'a map'],
])
