import { kind } from '../define-diagnostic.ts'
import { exampleFile } from '../example-file.ts'
import { code, cut } from '../wording.ts'

const LAYOUT =
  'A definition file is a map with a list of entries under `instances`, and `defaults` for all of them if you like.'

const ENTRY =
  'write `instances:`, and under it one item for each instance, which starts `- name: …`'

/** Findings about how a file is laid out: what is read before any field. */
export const LAYOUT_KINDS = {
  'bare-list': kind<{ firstKey: string | undefined }>({
    severity: 'error',
    about: `The entries stand in the file without a key above them. ${LAYOUT}`,
    example: () => exampleFile({}).replace('instances:\n', '').replaceAll(/^ {2}/gm, ''),
    word: ({ firstKey }) => ({
      message: 'The file is a bare list, but the entries belong under the key `instances`',
      hint: `write \`instances:\` above the list and indent the list under it, so that it starts ${firstItem(firstKey)}`,
    }),
  }),

  'bare-entry': kind<{ firstKey: string | undefined }>({
    severity: 'error',
    about: `The fields of an instance stand at the top of the file, in no entry. ${LAYOUT}`,
    example: () =>
      exampleFile({})
        .replace('instances:\n', '')
        .replaceAll(/^ {2}[- ] /gm, ''),
    word: ({ firstKey }) => ({
      message: 'The file is a single entry, but entries belong in a list under the key `instances`',
      hint: `write \`instances:\` above it and make it the first item of the list, which starts ${firstItem(firstKey)}`,
    }),
  }),

  'root-not-a-map': kind<object>({
    severity: 'error',
    about: `The file holds one single value. ${LAYOUT}`,
    example: () => 'trainer\n',
    word: () => ({
      message: 'The file is a single value, but a map with the key `instances` is wanted',
      hint: ENTRY,
    }),
  }),

  'unknown-top-level-key': kind<{ key: string; meant: string | undefined; field: boolean }>({
    severity: 'error',
    about:
      'At the top of a file stand `instances`, `defaults`, and keys that start with `x-`, which are ignored and ' +
      'serve as a place for anchors. Fields of instances stand in the entries or under `defaults`.',
    example: () => `${exampleFile({})}images: {}\n`,
    word: ({ key, meant, field }) => ({
      message: `${code(key)} is no key of a definition file`,
      hint:
        meant !== undefined
          ? `did you mean ${code(meant)}?`
          : field
            ? `${code(key)} is a field of an entry: write it there, or under \`defaults\` for all entries`
            : 'allowed are `instances`, `defaults`, and keys that start with `x-`',
    }),
  }),

  'instances-missing': kind<object>({
    severity: 'error',
    about: `Each document of a definition file has its list of entries. ${LAYOUT}`,
    example: () => 'defaults:\n  kind: gpu\n',
    word: () => ({ message: 'The key `instances` is missing', hint: ENTRY }),
  }),

  'instances-not-a-list': kind<{ wrote: string }>({
    severity: 'error',
    about: 'Under `instances` stands a list: one item, with a dash in front, for each entry.',
    example: () => exampleFile({}).replace('- ', '  '),
    word: ({ wrote }) => ({
      message:
        wrote === 'nothing'
          ? '`instances` has nothing under it, but a list of entries is wanted'
          : `\`instances\` is ${wrote}, but a list of entries is wanted`,
      hint: 'put a dash in front of each entry, as in `- name: …`',
    }),
  }),

  'instances-empty': kind<object>({
    severity: 'error',
    about:
      'A list without entries defines nothing, which is more often a slip than a wish. Leave the file out of ' +
      'the run when it has nothing to say.',
    example: () => 'instances: []\n',
    word: () => ({
      message: '`instances` is empty, but at least one entry is wanted',
      hint: 'add an entry, or leave this file out',
    }),
  }),

  'entry-not-a-map': kind<{ index: number; wrote: string }>({
    severity: 'error',
    about: 'An entry is a map of fields, such as `productId` and `imageUrl`.',
    example: () => 'instances:\n  - trainer\n',
    word: ({ index, wrote }) => ({
      message: `Entry ${index + 1} of \`instances\` is ${wrote === 'nothing' ? 'empty' : wrote}, but a map of fields is wanted`,
      hint: 'write its fields after the dash, as in `- name: trainer`, one on each line',
    }),
  }),

  'defaults-not-a-map': kind<{ wrote: string }>({
    severity: 'error',
    about:
      'Under `defaults` stand fields, as in an entry; entries take over those that they do not have.',
    example: () => `defaults: []\n${exampleFile({})}`,
    word: ({ wrote }) => ({
      message:
        wrote === 'nothing'
          ? '`defaults` has nothing under it, but a map of fields is wanted'
          : `\`defaults\` is ${wrote}, but a map of fields is wanted`,
      hint:
        wrote === 'nothing'
          ? 'leave the key out if there are no defaults'
          : 'write the fields under it, as in an entry but without a dash',
    }),
  }),
}

/** How a list of entries starts; a key may hold anything, and a hint stays on its line. */
const firstItem = (key: string | undefined): string =>
  code(`- ${key === undefined || !/^[\w.-]+$/.test(key) ? '…' : `${cut(key)}: …`}`)
