/** A piece of prose in a file: what a person reads in it, and the line where it begins. */
export interface Prose {
  readonly line: number
  readonly text: string
}

/**
 * The comments and the strings of TypeScript, each comment and each sum of strings as one text on one line. What a template puts
 * in is `…`, and so is what is between backticks: names and examples are no prose.
 */
export function proseOfCode(source: string): readonly Prose[] {
  const found: Prose[] = []
  for (const token of tokensOf(source)) {
    const last = found.at(-1)
    if (token.joined && last !== undefined) {
      found[found.length - 1] = { ...last, text: last.text + token.text }
    } else found.push({ line: token.line, text: token.text })
  }
  return found.map(({ line, text }) => ({ line, text: plainOf(text) }))
}

/** The paragraphs of Markdown without blocks of code; of YAML and JSON each line. */
export function proseOfDocument(path: string, text: string): readonly Prose[] {
  if (!path.endsWith('.md')) {
    return text.split('\n').map((each, n) => ({ line: n + 1, text: plainOf(each) }))
  }
  const outside = text.replace(/^```.*?^```$/gms, (block) => block.replace(/.*/g, ''))
  let line = 1
  return outside.split(/(\n{2,})/).map((paragraph) => {
    const prose = { line, text: plainOf(paragraph) }
    line += paragraph.split('\n').length - 1
    return prose
  })
}

/** On one line, without leaders of comments, and `…` for what is code. */
const plainOf = (text: string): string =>
  text
    .replace(/\\?`[^`\n]*\\?`/g, '…')
    .replace(/\n\s*\*\s?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

interface Token {
  readonly line: number
  readonly text: string
  /** It goes on the string before it: only a plus, or the start of a value in a template, is between them. */
  readonly joined: boolean
}

const TOKEN =
  /\/\/(?<remark>.*)|\/\*(?<comment>[\s\S]*?)\*\/|'(?<single>(?:\\.|[^'\\\n])*)'|"(?<double>(?:\\.|[^"\\\n])*)"|(?<template>`)|(?<open>\{)|(?<close>\})|(?<regex>(?<=(?:[(,=:[!&|?;{}+]|return|=>)\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/)/g

function* tokensOf(source: string): Generator<Token> {
  /** For each template that a value is being put into: the braces that are open in the value. */
  const templates: number[] = []
  let lineStart = 0
  let line = 1
  let end = 0
  const lineAt = (offset: number): number => {
    line += source.slice(lineStart, offset).split('\n').length - 1
    lineStart = offset
    return line
  }
  const token = (offset: number, text: string): Token => {
    const joined = /^\s*\+\s*$/.test(source.slice(end, offset))
    return { line: lineAt(offset), text, joined }
  }
  const pattern = new RegExp(TOKEN)
  for (let found = pattern.exec(source); found !== null; found = pattern.exec(source)) {
    const { index: offset, groups = {} } = found
    const { remark, comment, single, double, template, open, close } = groups
    const prose = remark ?? comment ?? single ?? double
    if (prose !== undefined) {
      const each = token(offset, prose)
      // Two remarks in a row are one sentence.
      const follows = remark !== undefined && /^\n\s*$/.test(source.slice(end, offset))
      yield follows ? { ...each, text: ` ${prose}`, joined: true } : each
      end = pattern.lastIndex
    } else if (open !== undefined) {
      const depth = templates.pop()
      if (depth !== undefined) templates.push(depth + 1)
    } else if (template !== undefined || (close !== undefined && templates.at(-1) === 0)) {
      if (close !== undefined) templates.pop()
      const from = pattern.lastIndex
      const { text, next, isOpen } = templatePiece(source, from)
      yield {
        ...token(offset, isOpen ? `${text}…` : text),
        ...(close === undefined ? {} : { joined: true }),
      }
      if (isOpen) templates.push(0)
      pattern.lastIndex = next
      end = next
    } else if (close !== undefined) {
      const depth = templates.pop()
      if (depth !== undefined) templates.push(depth - 1)
    }
  }
}

/** A template from an offset to its end, or to the next value that is put in. */
function templatePiece(
  source: string,
  from: number,
): { readonly text: string; readonly next: number; readonly isOpen: boolean } {
  let at = from
  while (at < source.length) {
    if (source[at] === '\\') at += 2
    else if (source[at] === '`')
      return { text: source.slice(from, at), next: at + 1, isOpen: false }
    else if (source.startsWith('${', at)) {
      return { text: source.slice(from, at), next: at + 2, isOpen: true }
    } else at += 1
  }
  return { text: source.slice(from), next: source.length, isOpen: false }
}
