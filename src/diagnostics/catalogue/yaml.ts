import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { SYNTAX_WORDS, type SyntaxProblem } from '../syntax-problems.ts'
import { thousands } from '../wording.ts'

/** Findings about the YAML of a file, before any meaning. */
export const YAML_KINDS = {
  'yaml-empty': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'The file holds only blank lines and comments. It is refused rather than read as a fleet of no instances, because it is most likely a mistake.',
    example: () => '# nothing yet\n',
    word: () => ({
      message: 'The file defines nothing',
      hint: 'write a list `instances:`, or run `ppi-apply init` in an empty folder for a first file',
    }),
  }),
  'yaml-syntax': defineDiagnostic<{ problem: SyntaxProblem }>({
    severity: 'error',
    about:
      'The text is not valid YAML at this place. Only the first such finding of an entry is shown, since what follows is often its consequence.',
    example: () => 'instances: [a,, b]\n',
    word: ({ problem }) => SYNTAX_WORDS[problem],
  }),
  'yaml-indentation': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'Keys of one map start in the same column, and so do the dashes of one list. This line starts in a column in which nothing is open.',
    example: () => 'instances:\n  - name: a\n   kind: gpu\n',
    word: () => ({
      message: 'This line is indented neither like its neighbours nor like anything above',
      hint: 'start the keys of one map, and the dashes of one list, in the same column',
    }),
  }),
  'yaml-tab': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about: 'YAML does not allow tabs in the indentation of a line. Set the editor to spaces.',
    example: () => 'instances:\n\t- name: a\n',
    word: () => ({
      message: 'There is a tab in the indentation of this line',
      hint: 'indent with spaces',
    }),
  }),
  'yaml-not-closed': defineDiagnostic<{ opened: '[' | '{' | '"' | "'" }>({
    severity: 'error',
    about:
      'A quote or a bracket was opened and not closed before its entry ended. The place shown is the one that opened it.',
    example: () => 'instances: [\n',
    word: ({ opened }) => ({
      message: `This ${OPENED[opened].what} is not closed`,
      hint: OPENED[opened].hint,
    }),
  }),
  'yaml-colon-missing': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about: 'Every line of a map is a key, a colon, a space and a value.',
    example: () => 'defaults\ninstances: []\n',
    word: () => ({
      message: 'A `key: value` is expected here, and there is no colon',
      hint: 'write a colon and a space after the key, or indent the line if it belongs to the text above',
    }),
  }),
  'yaml-colon-space': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'A colon ends a key only when a space or the end of the line follows. Without it key and value are one string.',
    example: () => 'defaults: {}\ninstances:[]\n',
    word: () => ({
      message: 'There is no space after the colon of this key',
      hint: 'write `key: value`, with a space',
    }),
  }),
  'yaml-colon-in-value': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'A colon followed by a space ends a key, also in the middle of a value. A value that holds one has to be quoted; a map as a value starts on a line of its own.',
    example: () => 'instances: a: b\n',
    word: () => ({
      message: 'The value on this line holds `: `, which ends a key',
      hint: 'put the value in quotes, or start a nested map on the next line',
    }),
  }),
  'yaml-plain-start': defineDiagnostic<{ character: string }>({
    severity: 'error',
    about:
      'Some characters have a meaning of their own in YAML or are kept for later, and a string cannot start with them unless it is quoted.',
    example: () => 'instances: @all\n',
    word: ({ character }) => ({
      message: `A string without quotes cannot start with ${character === '`' ? 'a backtick' : `\`${character}\``}`,
      hint: 'put the value in quotes',
    }),
  }),
  'yaml-escape': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'In double quotes a backslash starts an escape such as `\\n`, `\\t`, `\\"`, `\\\\`, `\\xHH`, `\\uHHHH` or `\\UHHHHHHHH`. Anything else after a backslash is refused. In single quotes a backslash is an ordinary character.',
    example: () => `x-note: "\\d"\n${exampleFile({})}`,
    word: () => ({
      message: 'This backslash starts no escape that YAML knows',
      hint: 'write `\\\\` for a backslash, or use single quotes',
    }),
  }),
  'yaml-lone-surrogate': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'A `\\u` escape in the range D800–DFFF is half of a character. Alone it cannot be sent; it would silently become something else.',
    example: () => `x-note: "\\uD800"\n${exampleFile({})}`,
    word: () => ({
      message: 'This escape is half of a surrogate pair, which is not a character',
      hint: 'write the character itself, both halves, or one `\\UHHHHHHHH`',
    }),
  }),
  'yaml-control-character': defineDiagnostic<{ code: number }>({
    severity: 'error',
    about:
      'YAML allows no control characters in a file except tab and the line breaks. They come from damaged files or from copying terminal output.',
    example: () => 'instances: []\u0007\n',
    word: ({ code }) => ({
      message: `The character U+${code.toString(16).toUpperCase().padStart(4, '0')} is not allowed in YAML`,
      hint: 'remove it; inside double quotes it can be written as an escape such as `\\x07`',
    }),
  }),
  'yaml-line-break': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'A carriage return without a line feed is read as a line break by some YAML readers and as text by others. Lines end with LF or with CR LF here.',
    example: () => 'defaults: {}\rinstances: []\n',
    word: () => ({
      message: 'There is a carriage return that no line feed follows',
      hint: 'save the file with LF or CR LF line ends',
    }),
  }),
  'yaml-byte-order-mark': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'A byte order mark may be at the very start of a file. Inside it would become an invisible part of a key or a value. It gets there when files with a mark are joined into one.',
    example: () => 'defaults: {}\n\ufeffinstances: []\n',
    word: () => ({
      message: 'There is a byte order mark (U+FEFF) in the middle of the file',
      hint: 'remove this invisible character; if files were joined here, put a line `---` between them',
    }),
  }),
  'yaml-version': defineDiagnostic<{ version: string }>({
    severity: 'error',
    about:
      'Files are read as YAML 1.2, where `no` and `on` are strings and `010` is ten. A file that asks for another version would mean something else, so it is refused.',
    example: () => '%YAML 1.1\n---\ninstances: []\n',
    word: ({ version }) => ({
      message: `The file asks for YAML ${version}, and only YAML 1.2 is read`,
      hint: 'remove the %YAML line after checking values such as `yes`, `no`, `on` and `010`',
    }),
  }),
  'yaml-directive-unknown': defineDiagnostic<{ name: string }>({
    severity: 'warning',
    about: 'YAML knows the directives %YAML and %TAG. Another one has no effect.',
    example: undefined,
    word: ({ name }) => ({ message: `The directive ${name} is not known and has no effect` }),
  }),
  'yaml-tag-unknown': defineDiagnostic<{ tag: string }>({
    severity: 'error',
    about:
      'A tag (`!name`) would change what a value is. Known are `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map` and `!!seq`; any other is refused rather than ignored.',
    example: () => `x-note: !env HOME\n${exampleFile({})}`,
    word: ({ tag }) => ({
      message: `The tag \`${tag}\` is not known`,
      hint: 'remove it; known are !!str, !!int, !!float, !!bool, !!null, !!map and !!seq',
    }),
  }),
  'yaml-tag-mismatch': defineDiagnostic<{ tag: string }>({
    severity: 'error',
    about: 'The value after a tag such as `!!int` is not of that type.',
    example: () => `x-note: !!int many\n${exampleFile({})}`,
    word: ({ tag }) => ({ message: `The value does not fit its tag \`${tag}\`` }),
  }),
  'yaml-duplicate-key': defineDiagnostic<{ key: string; alias: boolean }>({
    severity: 'error',
    about:
      'A key may be only once in a map, also when it comes through an alias. YAML readers differ in which one they would keep.',
    example: () => `${exampleFile({})}instances: []\n`,
    word: ({ key, alias }) => ({
      message:
        key === '<<'
          ? 'The merge key `<<` is twice in this map'
          : `The key \`${key}\`${alias ? ', written as an alias,' : ''} is twice in this map`,
      hint:
        key === '<<'
          ? 'merge several maps with one list: `<<: [*a, *b]`'
          : 'remove or rename one of the two',
    }),
  }),
  'yaml-key-not-scalar': defineDiagnostic<{ what: 'map' | 'list' }>({
    severity: 'error',
    about:
      'Keys are strings here. A map or a list as a key is legal YAML but has no meaning in a definition; often it is a `{` or `[` that should be quoted.',
    example: () => `x-note: { [a]: b }\n${exampleFile({})}`,
    word: ({ what }) => ({
      message: `A ${what} is used as a key, and keys are strings`,
      hint: 'put the key in quotes if it is a string',
    }),
  }),
  'yaml-merge-value': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'The merge key `<<` takes a map, an alias of a map, or a list of those. Keys of the map itself win over merged ones, and earlier maps of a list over later ones.',
    example: () => `x-note: { <<: text }\n${exampleFile({})}`,
    word: () => ({
      message: 'The merge key `<<` takes a map or a list of maps',
      hint: 'write `<<: *name` with the name of an anchored map, or `"<<"` for an ordinary key',
    }),
  }),
  'yaml-list-in-list': defineDiagnostic<Record<never, never>>({
    severity: 'error',
    about:
      'An alias of a list, as an item of a list, puts the whole list into that one place: YAML does not join the two. No ' +
      'field takes a list inside of a list.',
    example: () => `x-web: &web [80/http]\n${exampleFile({ ports: '[*web, 22/tcp]' })}`,
    word: () => ({
      message: 'This alias stands for a list, and YAML does not join a list with the one around it',
      hint: 'write its items here one by one, or write the alias alone in the place of the whole list',
    }),
  }),
  'yaml-anchor-unknown': defineDiagnostic<{
    name: string
    nearest: string | undefined
    /** An earlier document of the file has it. */
    isEnded: boolean
  }>({
    severity: 'error',
    about:
      'An alias `*name` repeats the value that an anchor `&name` marked earlier in the same document. There is no such anchor above it.',
    example: () => `x-note: *base\n${exampleFile({})}`,
    word: ({ name, nearest, isEnded }) => ({
      message: isEnded
        ? `The anchor \`&${name}\` is in an earlier document, and anchors end with their document`
        : `There is no anchor \`&${name}\` above this alias`,
      hint: isEnded
        ? 'remove the `---` between the two, or write the anchored value in this document too'
        : nearest === undefined
          ? 'put a string that starts with `*` in quotes'
          : `did you mean \`*${nearest}\`?`,
    }),
  }),
  'yaml-anchor-cyclic': defineDiagnostic<{ name: string }>({
    severity: 'error',
    about: 'An alias inside the value that its own anchor marks would never end.',
    example: () => `x-note: &a [*a]\n${exampleFile({})}`,
    word: ({ name }) => ({ message: `The alias \`*${name}\` is inside its own anchor` }),
  }),
  'yaml-aliases-too-large': defineDiagnostic<{ limit: number }>({
    severity: 'error',
    about:
      'Aliases of aliases can make a small file stand for billions of values. Such a file is refused before it is written out.',
    example: undefined,
    word: ({ limit }) => ({
      message: `The aliases of this file stand for more than ${thousands(limit)} further values`,
      hint: 'use fewer aliases of aliases, or split the file',
    }),
  }),
  'yaml-too-large': defineDiagnostic<{ lexemes: number; characters: number }>({
    severity: 'error',
    about:
      'A file of many thousands of entries is read only where it keeps to plain YAML, so that a hostile file cannot use up time and memory. A mistake in such a file ends in this finding too. Split a larger fleet into several files.',
    example: undefined,
    word: ({ lexemes, characters }) => ({
      message: `This file is too large for what it holds here: one of more than ${thousands(lexemes)} keys, values and marks, or of more than ${characters / 2 ** 20} MiB, has to keep to plain YAML`,
      hint: 'split the definitions into several files, or write this line plainly: tags, several documents, text over several lines and mistakes are read only in smaller files',
    }),
  }),
  'yaml-too-deep': defineDiagnostic<{ limit: number }>({
    severity: 'error',
    about:
      'Lists and maps are nested deeper than any definition needs. The bound keeps a hostile file from using up the stack.',
    example: () => `instances: ${'['.repeat(101)}${']'.repeat(101)}\n`,
    word: ({ limit }) => ({
      message: `Lists and maps are nested more than ${limit} deep here`,
    }),
  }),
}

const OPENED = {
  '[': { what: '`[`', hint: 'close the list with `]`, or quote a string that starts with `[`' },
  '{': { what: '`{`', hint: 'close the map with `}`, or quote a string that starts with `{`' },
  '"': {
    what: 'double quote',
    hint: 'close it with `"`; its further lines are indented deeper than its key',
  },
  "'": {
    what: 'single quote',
    hint: "close it with `'`; inside, a quote is written `''`, and further lines are indented deeper than the key",
  },
}
