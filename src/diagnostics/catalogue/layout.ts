import { defineDiagnostic } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, cut } from '../wording.ts'

const LAYOUT =
  'A definition file is a map with a list of entries under `instances`, and optional `defaults` for all of them.'

const ENTRY =
  'write `instances:`, and under it one item for each instance, which starts `- name: …`'

/** Findings about how a file is laid out: what is read before any field. */
export const LAYOUT_KINDS = {
  'bare-list': defineDiagnostic<{ firstKey: string | undefined }>({
    severity: 'error',
    about: `The entries are in the file without a key above them. ${LAYOUT}`,
    example: () => exampleFile({}).replace('instances:\n', '').replaceAll(/^ {2}/gm, ''),
    word: ({ firstKey }) => ({
      message: 'The file is a bare list, but the entries belong under the key `instances`',
      hint: `write \`instances:\` above the list and indent the list under it, so that it starts ${firstItem(firstKey)}`,
    }),
  }),

  'bare-entry': defineDiagnostic<{ firstKey: string | undefined }>({
    severity: 'error',
    about: `The fields of an instance are at the top of the file, not in an entry. ${LAYOUT}`,
    example: () =>
      exampleFile({})
        .replace('instances:\n', '')
        .replaceAll(/^ {2}[- ] /gm, ''),
    word: ({ firstKey }) => ({
      message: 'The file is a single entry, but entries belong in a list under the key `instances`',
      hint: `write \`instances:\` above it and make it the first item of the list, which starts ${firstItem(firstKey)}`,
    }),
  }),

  'root-not-a-map': defineDiagnostic<object>({
    severity: 'error',
    about: `The file holds one single value. ${LAYOUT}`,
    example: () => 'trainer\n',
    word: () => ({
      message: 'The file is a single value, but a map with the key `instances` is expected',
      hint: ENTRY,
    }),
  }),

  'unknown-top-level-key': defineDiagnostic<{
    key: string
    meant: string | undefined
    field: boolean
  }>({
    severity: 'error',
    about:
      'The keys at the top of a file are `instances`, `defaults`, and keys that start with `x-`, which are ignored and ' +
      'can hold anchors. The fields of instances are in the entries or under `defaults`.',
    example: () => `${exampleFile({})}images: {}\n`,
    word: ({ key, meant, field }) => ({
      message: `${code(key)} is an unknown key in a definition file`,
      hint:
        meant !== undefined
          ? `did you mean ${code(meant)}?`
          : field
            ? `${code(key)} is a field of an entry: write it there, or under \`defaults\` for all entries`
            : 'allowed are `instances`, `defaults`, and keys that start with `x-`',
    }),
  }),

  'instances-missing': defineDiagnostic<object>({
    severity: 'error',
    about: `Each document of a definition file has its list of entries. ${LAYOUT}`,
    example: () => 'defaults:\n  kind: gpu\n',
    word: () => ({ message: 'The key `instances` is missing', hint: ENTRY }),
  }),

  'instances-not-a-list': defineDiagnostic<{ wrote: string }>({
    severity: 'error',
    about: '`instances` holds a list: one item, with a dash in front, for each entry.',
    example: () => exampleFile({}).replace('- ', '  '),
    word: ({ wrote }) => ({
      message:
        wrote === 'nothing'
          ? '`instances` has nothing under it, but a list of entries is expected'
          : `\`instances\` is ${wrote}, but a list of entries is expected`,
      hint: 'put a dash in front of each entry, as in `- name: …`',
    }),
  }),

  'instances-empty': defineDiagnostic<object>({
    severity: 'error',
    about:
      'A list without entries defines nothing, which is usually a mistake. Leave the file out of ' +
      'the run if it is meant to be empty.',
    example: () => 'instances: []\n',
    word: () => ({
      message: '`instances` is empty, but at least one entry is required',
      hint: 'add an entry, or leave this file out',
    }),
  }),

  'entry-not-a-map': defineDiagnostic<{ index: number; wrote: string }>({
    severity: 'error',
    about: 'An entry is a map of fields, such as `productId` and `imageUrl`.',
    example: () => 'instances:\n  - trainer\n',
    word: ({ index, wrote }) => ({
      message: `Entry ${index + 1} of \`instances\` is ${wrote === 'nothing' ? 'empty' : wrote}, but a map of fields is expected`,
      hint: 'write its fields after the dash, as in `- name: trainer`, one on each line',
    }),
  }),

  'defaults-not-a-map': defineDiagnostic<{ wrote: string }>({
    severity: 'error',
    about:
      '`defaults` holds fields, as in an entry; each entry inherits those that it does not set.',
    example: () => `defaults: []\n${exampleFile({})}`,
    word: ({ wrote }) => ({
      message:
        wrote === 'nothing'
          ? '`defaults` has nothing under it, but a map of fields is expected'
          : `\`defaults\` is ${wrote}, but a map of fields is expected`,
      hint:
        wrote === 'nothing'
          ? 'remove the key if there are no defaults'
          : 'write the fields under it, as in an entry but without a dash',
    }),
  }),
}

/** How a list of entries starts; a key may hold anything, and a hint stays on its line. */
const firstItem = (key: string | undefined): string =>
  code(`- ${key === undefined || !/^[\w.-]+$/.test(key) ? '…' : `${cut(key)}: …`}`)
