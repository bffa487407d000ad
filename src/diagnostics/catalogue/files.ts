import { defineDiagnostic } from '../define-diagnostic.ts'
import { YAML_KINDS } from './yaml.ts'

/** Findings about reading files and YAML. */
export const SOURCE_KINDS = {
  'file-not-found': defineDiagnostic<{ path: string; nearest: string | undefined }>({
    severity: 'error',
    about:
      'A file or folder that was named does not exist. Relative paths count from the working directory. A path with `*`, `?`, `[…]`, `{…}` or `**` in it is a pattern; quote it so that the shell leaves it alone.',
    example: undefined,
    word: ({ path, nearest }) => ({
      message: path === '' ? 'The path is empty' : `${shown(path)} does not exist`,
      hint:
        nearest === undefined
          ? 'check the path; it counts from the working directory'
          : `did you mean ${shown(nearest)}?`,
    }),
  }),
  'file-unreadable': defineDiagnostic<{ path: string; reason: string }>({
    severity: 'error',
    about:
      'The file or folder exists but the system does not let it be read. The message says what the system answered.',
    example: undefined,
    word: ({ path, reason }) => ({ message: `${shown(path)} cannot be read: ${reason}` }),
  }),
  'file-not-regular': defineDiagnostic<{ path: string; what: string }>({
    severity: 'error',
    about:
      'A named pipe, a socket or a device is never opened, because reading it may wait forever. Pipe the definitions into the program and name `-` instead.',
    example: undefined,
    word: ({ path, what }) => ({
      message: `${shown(path)} is ${what}, not a file`,
      hint: 'to read what another program writes, pipe it in and name `-`',
    }),
  }),
  'file-outside-project': defineDiagnostic<{ path: string; why: string; hint: string }>({
    severity: 'error',
    about:
      'A link in a checkout leads out of the project, a path in the configuration does, or the file belongs to what Git keeps in `.git`. Whoever wrote the checkout would choose which of your files is read and shown, so nothing of it is read. A file that you name yourself may be anywhere.',
    example: undefined,
    word: ({ path, why, hint }) => ({ message: `${shown(path)} is not read: ${why}`, hint }),
  }),
  'file-too-large': defineDiagnostic<{ path: string; limit: number }>({
    severity: 'error',
    about:
      'A definition file of this size is most likely another kind of file. The limit leaves room for 100,000 entries and more; split a larger fleet into several files.',
    example: undefined,
    word: ({ path, limit }) => ({
      message: `${shown(path)} is larger than ${mebibytes(limit)}, the most that is read of one file`,
      hint: 'split the definitions into several files',
    }),
  }),
  'file-not-utf8': defineDiagnostic<{ byte: number; offset: number }>({
    severity: 'error',
    about:
      'Definition files are UTF-8. A byte that is not valid UTF-8 means that the file was saved in another encoding, such as GBK or Latin-1, or was damaged. Nothing is guessed, because a wrong guess would change names and commands.',
    example: undefined,
    word: ({ byte, offset }) => ({
      message: `The byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} at offset ${offset} is not valid UTF-8`,
      hint: 'save the file as UTF-8; it may be in GBK, Latin-1 or another encoding now',
    }),
  }),
  'file-utf16': defineDiagnostic<{ encoding: string }>({
    severity: 'error',
    about:
      'Definition files are UTF-8, with or without a byte order mark. Some editors and PowerShell save text as UTF-16 unless they are told otherwise.',
    example: undefined,
    word: ({ encoding }) => ({
      message: `The file is encoded in ${encoding}, and only UTF-8 is read`,
      hint: 'save the file as UTF-8',
    }),
  }),
  'file-has-nul': defineDiagnostic<{ offset: number }>({
    severity: 'error',
    about:
      'A text file holds no NUL characters. The file is binary, damaged, or was cut by a crash while it was written.',
    example: undefined,
    word: ({ offset }) => ({
      message: `There is a NUL character at offset ${offset}; a text file has none`,
      hint: 'the file may be binary or damaged',
    }),
  }),
  'folder-without-yaml': defineDiagnostic<{ path: string; nested: boolean }>({
    severity: 'error',
    about:
      'Of a folder the files `*.yaml` and `*.yml` are read, without the folders inside it and without names that start with a dot. Here there are none. Use a pattern such as `fleet/**/*.yaml` for folders within folders.',
    example: undefined,
    word: ({ path, nested }) => ({
      message: `The folder ${shown(path)} holds no .yaml or .yml file`,
      ...(nested
        ? { hint: `folders inside it are not read; for those name '${path}/**/*.yaml'` }
        : {}),
    }),
  }),
  'pattern-without-match': defineDiagnostic<{ pattern: string }>({
    severity: 'error',
    about:
      'No file matches the pattern. `*` and `?` match within one name, `**` matches any number of folders, `[…]` one character of a set and `{a,b}` either string. Names that start with a dot and `node_modules` are matched only when they are written out.',
    example: undefined,
    word: ({ pattern }) => ({
      message: `No file matches ${shown(pattern)}`,
      hint: 'patterns count from the working directory; `**` matches folders at any depth',
    }),
  }),
  'pattern-too-wide': defineDiagnostic<{ pattern: string; limit: string }>({
    severity: 'error',
    about:
      'A pattern that walks through a very large tree of folders was most likely not meant. Start it with the folder that holds the definitions.',
    example: undefined,
    word: ({ pattern, limit }) => ({
      message: `The pattern ${shown(pattern)} leads through more than ${limit}`,
      hint: 'start the pattern with the folder that holds the definitions',
    }),
  }),
  'definitions-not-found': defineDiagnostic<{ looked: readonly string[] }>({
    severity: 'error',
    about:
      'No file was named, and there is none at the default places. Name files, folders or patterns, set `files` in the configuration, or write a first file with `ppi-apply init`.',
    example: undefined,
    word: ({ looked }) => ({
      message: `No file was named, and there is no ${looked.map(shown).join(' and no ')} here`,
      hint: 'name a file, or run `ppi-apply init` to write a first one',
    }),
  }),
  'definitions-ambiguous': defineDiagnostic<{ names: readonly string[] }>({
    severity: 'error',
    about:
      'Both `instances.yaml` and `instances.yml` are in the working directory and no file was named. Reading only one of them would leave out entries in silence, so neither is read.',
    example: undefined,
    word: ({ names }) => ({
      message: `No file was named, and both ${names.map(shown).join(' and ')} are here`,
      hint: 'name the one that is meant, or both',
    }),
  }),
  ...YAML_KINDS,
}

const shown = (text: string): string => `\`${text}\``

const mebibytes = (bytes: number): string => `${bytes / 2 ** 20} MiB`
