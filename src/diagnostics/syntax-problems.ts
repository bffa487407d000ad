import type { Wording } from './define-diagnostic.ts'

/** What is wrong with the grammar of a file, where no other finding says it better. */
export type SyntaxProblem =
  | 'text-after-value'
  | 'stray-character'
  | 'list-on-key-line'
  | 'line-outside'
  | 'block-in-flow'
  | 'comma-missing'
  | 'comma-extra'
  | 'comment-space'
  | 'property-space'
  | 'property-place'
  | 'anchor-twice'
  | 'anchor-empty'
  | 'alias-with-property'
  | 'alias-colon'
  | 'tag-twice'
  | 'key-lines'
  | 'key-length'
  | 'block-header'
  | 'block-first-line'
  | 'document-start-line'
  | 'directive-form'
  | 'directive-twice'
  | 'directive-place'
  | 'directive-alone'
  | 'unknown'

/** The words of each: what is there, and what to write instead. */
export const SYNTAX_WORDS = {
  'text-after-value': {
    message: 'There is text after the end of this value',
    hint: 'put the whole value in quotes, or start a new line in the right column',
  },
  'stray-character': {
    message: 'This character does not belong here',
    hint: 'remove it, or put the string in quotes',
  },
  'list-on-key-line': {
    message: 'A list cannot start on the line of its key',
    hint: 'start the first `- ` on the next line',
  },
  'line-outside': {
    message: 'This line belongs to nothing above it',
    hint: 'the list or map above ended before it: check its indentation, and that no list and map are mixed',
  },
  'block-in-flow': {
    message: 'A list with dashes, or a map on lines of its own, cannot be inside `[ ]` or `{ }`',
    hint: 'use `[ ]` and `{ }` inside as well, or quote the string',
  },
  'comma-missing': {
    message: 'There is no comma between two items',
    hint: 'separate the items in `[ ]` and `{ }` by commas, and quote strings that hold `: `',
  },
  'comma-extra': { message: 'There is a comma with nothing in front of it', hint: 'remove it' },
  'comment-space': {
    message: 'A comment starts here without a space in front of `#`',
    hint: 'put a space before `#`, or quote the string',
  },
  'property-space': {
    message: 'There is no space after this anchor or tag',
    hint: 'separate an anchor (`&name`) or tag (`!name`) from what follows by a space',
  },
  'property-place': {
    message: 'An anchor or tag is at the wrong place',
    hint: 'write it after the `- `, `? ` or `: ` and before the value',
  },
  'anchor-twice': { message: 'A value has two anchors', hint: 'keep one' },
  'anchor-empty': {
    message: 'An anchor (`&`) or alias (`*`) has no name',
    hint: 'put a string that starts with `&` or `*` in quotes',
  },
  'alias-with-property': {
    message: 'An alias cannot have an anchor or a tag of its own',
    hint: 'remove the anchor or tag',
  },
  'alias-colon': {
    message: 'The colon here becomes part of the name of the anchor or alias',
    hint: 'put a space in front of the colon',
  },
  'tag-twice': { message: 'A value has two tags', hint: 'keep one' },
  'key-lines': {
    message: 'This key goes over more than one line',
    hint: 'a key and its colon must be on one line; check the indentation and the line above',
  },
  'key-length': {
    message: 'This key is longer than 1,024 characters',
    hint: 'is it a value whose quotes are missing?',
  },
  'block-header': {
    message: 'After `|` or `>` only `+`, `-`, a digit from 1 to 9 and a comment can follow',
    hint: 'start the text on the next line, or put it in quotes',
  },
  'block-first-line': {
    message: 'The blank lines at the start of this text are indented deeper than the text',
    hint: 'remove the spaces of those lines, or give the indentation, such as `|2`',
  },
  'document-start-line': {
    message: 'A map or list with several lines cannot start on the line of `---`',
    hint: 'start it on the next line',
  },
  'directive-form': {
    message: 'This directive is not well formed',
    hint: 'write `%YAML 1.2` or `%TAG !handle! prefix`, or remove the line',
  },
  'directive-twice': { message: 'The directive %YAML is there twice', hint: 'remove one' },
  'directive-place': {
    message: 'A line that starts with `%` is inside a document',
    hint: 'end the document with `...` first, or put the string in quotes',
  },
  'directive-alone': {
    message: 'No document follows this directive',
    hint: 'write `---` after the lines that start with `%`, or remove them',
  },
  unknown: { message: 'This is not valid YAML', hint: 'check quotes and indentation' },
} satisfies Record<SyntaxProblem, Wording>
