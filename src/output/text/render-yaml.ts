import { Document, type ToStringOptions, visit } from 'yaml'
import type { Json } from '../../model/secret.ts'
import { withoutMarks } from '../ci/log-command.ts'

/** The create bodies as YAML, every value written out where it is used. */
export const renderYaml = (value: Json): string =>
  yamlText(new Document(value, { aliasDuplicateObjects: false }))

/**
 * A document as it is printed. A string that a terminal or a log could act on is in double quotes, where such characters
 * have escapes: the value stays the same.
 */
export function yamlText(document: Document, options: ToStringOptions = {}): string {
  visit(document, {
    Scalar(_key, scalar) {
      const { value: text } = scalar
      if (typeof text !== 'string') return
      if (isActing(text) || BLANK_LINE.test(text)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  // A line that is folded could begin with anything.
  const text = document.toString({
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Infinity,
    ...options,
  })
  return withoutMarks(text, '\\x23').replace(raw('gu'), escaped)
}

/** A line of only spaces: as part of a block its spaces count for the indentation, and may be lost. */
const BLANK_LINE = /^ +$/m

const isActing = (text: string): boolean =>
  raw('u').test(text) || /^\s*::/m.test(text) || withoutMarks(text, '') !== text

/** What a quoted string may not hold as it is. Made where it is needed, as its tables cost part of a short run. */
const raw = (flags: string): RegExp =>
  new RegExp('(?!\\n)[\\p{Cc}\\p{Zl}\\p{Zp}\\p{DI}\\ufff9-\\ufffb\\ufffe\\uffff]', flags)

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}
