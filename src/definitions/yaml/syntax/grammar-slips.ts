import { CST } from 'yaml'
import type { SourceFile, Span } from '../../../model/location.ts'
import { tokensOf } from '../tokens.ts'

/**
 * Where the tokens of a string slip from the grammar, by offset. One error code of the `yaml` package stands for many slips;
 * this tells them apart by the tokens, since the package's sentences may change with any release of it.
 */
export interface Slips {
  /** Keys of a map on lines of its own that no colon follows. */
  readonly keysAlone: ReadonlySet<number>
  /** What follows an anchor or a tag without a blank. */
  readonly touching: ReadonlySet<number>
  /** Where items without a dash start in a list on lines of its own. */
  readonly withoutDash: ReadonlySet<number>
  /** Tokens behind the end of a value or a document, where nothing can be. */
  readonly loose: ReadonlySet<number>
  /** Anchors and tags of a list on lines of its own that starts on their line. */
  readonly beforeList: ReadonlySet<number>
  /** Where lists on lines of their own start in the place of a key. */
  readonly listsAsKeys: ReadonlySet<number>
  /** The dash of a list that starts on the line of its key. */
  readonly listsOnKeyLine: ReadonlySet<number>
  /** Values in brackets that start with the colon of their key. */
  readonly colonsOfValues: ReadonlySet<number>
  /** Where the package misses the end of quoted strings and brackets, which is noticed where they open; and of how many. */
  readonly unended: ReadonlyMap<number, number>
  /** From each opening bracket to the end of what is in it. */
  readonly brackets: readonly Span[]
  /** What is behind `|` or `>` on its line, with the sign itself. */
  readonly blockHeaders: readonly Span[]
  /** The lines of strings that start with `|` or `>`. */
  readonly blockTexts: readonly Span[]
}

const slipsOfFile = new WeakMap<SourceFile, Slips>()

/** Works them out once a file: only one with a mistake needs them, so its tokens are not kept for that but made again. */
export function slipsOf(file: SourceFile): Slips {
  let slips = slipsOfFile.get(file)
  if (slips === undefined) {
    slips = findSlips(file.text)
    slipsOfFile.set(file, slips)
  }
  return slips
}

type Found = {
  readonly [name in keyof Slips]: Slips[name] extends readonly Span[]
    ? Span[]
    : Slips[name] extends ReadonlySet<number>
      ? Set<number>
      : Map<number, number>
}

function findSlips(text: string): Slips {
  const found: Found = {
    keysAlone: new Set(),
    touching: new Set(),
    withoutDash: new Set(),
    loose: new Set(),
    beforeList: new Set(),
    listsAsKeys: new Set(),
    listsOnKeyLine: new Set(),
    colonsOfValues: new Set(),
    unended: new Map(),
    brackets: [],
    blockHeaders: [],
    blockTexts: [],
  }
  let errors: number[] = []
  for (const token of tokensOf(text, () => undefined)) {
    if (token.type === 'error') errors.push(token.offset)
    else if (token.type === 'document') {
      addItem(found, token)
      addLoose(found, token.end)
      // Those within a document come before it.
      errors = errors.filter((offset) => offset < token.offset)
    } else if (token.type === 'doc-end') addLoose(found, token.end)
    if (token.type === 'document' || token.type === 'doc-end') {
      for (const offset of errors) found.loose.add(offset)
      errors = []
    }
  }
  for (const offset of errors) found.loose.add(offset)
  return found
}

/** Whether an offset is in one of these pieces, or at the end of one. */
export const isWithin = (spans: readonly Span[], offset: number): boolean =>
  spans.some(({ start, end }) => start < offset && offset <= end)

interface Item {
  readonly start: readonly CST.SourceToken[]
  readonly key?: CST.Token | null | undefined
  readonly sep?: readonly CST.SourceToken[] | undefined
  readonly value?: CST.Token | undefined
}

function addItem(found: Found, { start, key, sep, value }: Item): void {
  addTouching(found, start, key ?? sep?.[0] ?? value)
  addBeforeList(found, start, key ?? (sep === undefined ? value : undefined))
  if (sep !== undefined) {
    addTouching(found, sep, value)
    addBeforeList(found, sep, value)
  }
  if (key) addToken(found, key)
  if (value !== undefined) addToken(found, value)
}

function addToken(found: Found, token: CST.Token): void {
  switch (token.type) {
    case 'block-map':
      for (const item of token.items) {
        if (!has(item.start, 'explicit-key-ind') && !has(item.sep, 'map-value-ind')) {
          found.keysAlone.add(item.key?.offset ?? endOfContent(item.start))
        }
        if (item.key?.type === 'block-seq') found.listsAsKeys.add(startOf(item, item.key))
        addItem(found, item)
      }
      break
    case 'block-seq':
      for (const item of token.items) {
        if (!has(item.start, 'seq-item-ind')) found.withoutDash.add(startOf(item, item.value))
        addItem(found, item)
      }
      break
    case 'flow-collection':
      addBrackets(found, token)
      break
    case 'block-scalar':
      addBlockText(found, token)
      break
    case 'single-quoted-scalar':
    case 'double-quoted-scalar': {
      const { source } = token
      if (source.length === 1 || source.at(-1) !== source[0]) {
        addUnended(found, token.offset + source.length)
      }
      addLoose(found, token.end)
      break
    }
    case 'error':
      if (token.source === '-') found.listsOnKeyLine.add(token.offset)
      break
    case 'alias':
    case 'scalar':
      addLoose(found, token.end)
      break
    default:
      break
  }
}

function addBrackets(found: Found, { offset, start, items, end }: CST.FlowCollection): void {
  let at = offset + start.source.length
  /** Where the package takes the last item to end: a value that is not there is behind its colon. */
  let endOfLast = at
  for (const item of items) {
    const { sep, value } = item
    at += CST.stringify(item).length
    const isAbsent = value === undefined && has(sep, 'map-value-ind') && !has(sep, 'comment')
    endOfLast = isAbsent ? endOfContent(sep ?? []) : at
    addItem(found, item)
    if (value !== undefined && 'source' in value && value.source.startsWith(':')) {
      if (!has(sep, 'map-value-ind')) found.colonsOfValues.add(value.offset)
    }
  }
  const [last, ...after] = end
  if (last?.source === (start.source === '[' ? ']' : '}')) addLoose(found, after)
  else {
    addUnended(found, endOfLast)
    addLoose(found, end)
  }
  found.brackets.push({ start: offset, end: at })
}

function addBlockText(found: Found, { props, source }: CST.BlockScalar): void {
  const [header] = props
  if (header === undefined) return
  const start = offsetOf(header)
  const end = start + props.reduce((length, prop) => length + CST.stringify(prop).length, 0)
  found.blockHeaders.push({ start: start - 1, end: end - 1 })
  if (source !== '') found.blockTexts.push({ start: end - 1, end: end + source.length })
}

/** The list of an anchor or tag starts on the next line. */
function addBeforeList(
  found: Found,
  tokens: readonly CST.SourceToken[],
  value: CST.Token | undefined,
): void {
  if (value?.type !== 'block-seq') return
  const at = tokens.findLastIndex(({ type }) => type === 'anchor' || type === 'tag')
  const last = tokens[at]
  const hasNewline = has(tokens.slice(at), 'newline')
  if (last !== undefined && !hasNewline) found.beforeList.add(last.offset)
}

/** Spaces and comments may end a value, nothing else. */
function addLoose(found: Found, end: readonly CST.SourceToken[] | undefined): void {
  for (const token of end ?? []) if (!isBlank(token)) found.loose.add(token.offset)
}

function addTouching(
  found: Found,
  tokens: readonly CST.SourceToken[],
  next: CST.Token | undefined,
): void {
  for (const [at, { type }] of tokens.entries()) {
    const following = tokens[at + 1] ?? next
    if ((type !== 'anchor' && type !== 'tag') || following === undefined) continue
    const isApart = ['space', 'newline', 'comma'].includes(following.type)
    if (!isApart) found.touching.add(offsetOf(following))
  }
}

const has = (tokens: readonly CST.SourceToken[] | undefined, type: CST.SourceToken['type']) =>
  tokens?.some((token) => token.type === type) === true

const isBlank = ({ type }: CST.SourceToken): boolean =>
  type === 'space' || type === 'comment' || type === 'newline'

/** The offset of what is first in an item, without the spaces in front of it. */
function startOf({ start }: Item, content: CST.Token | undefined): number {
  const first = start.find((token) => !isBlank(token)) ?? content
  if (first === undefined) return endOfContent(start)
  const [item] = first.type === 'block-map' || first.type === 'block-seq' ? first.items : []
  if (item === undefined) return offsetOf(first)
  return startOf(item, item.key ?? item.sep?.[0] ?? item.value)
}

/** Where a value that is not there would be: behind the last token and the spaces on its line. */
function endOfContent(tokens: readonly CST.SourceToken[]): number {
  let end = 0
  let isOnLine = false
  for (const token of tokens) {
    isOnLine = !isBlank(token) || (isOnLine && token.type === 'space')
    if (isOnLine) end = token.offset + token.source.length
  }
  return end
}

function addUnended({ unended }: Found, offset: number): void {
  unended.set(offset, (unended.get(offset) ?? 0) + 1)
}

const offsetOf = (token: CST.Token): number => ('offset' in token ? token.offset : 0)
