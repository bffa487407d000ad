/** Numbers that look random and are the same for the same seed. */
export interface Chance {
  /** From 0 to below a bound. */
  below(bound: number): number
  /** Whether something of this probability happens. */
  is(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    below,
    is: (probability) => next() < probability,
    pick<Item>(items: readonly Item[]): Item {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}

/** A definition file in some style: most are of the kind that people write, and all are YAML. */
export function yamlFile(chance: Chance): string {
  const printer: Printer = {
    chance,
    step: chance.pick([1, 2, 2, 2, 3, 4]),
    isFlush: chance.is(0.3),
    comments: chance.pick([0, 0, 0.1, 0.3]),
    flows: chance.pick([0, 0.2, 0.6]),
    odd: chance.pick([0, 0, 0.02, 0.2]),
    lines: [],
    anchors: [],
    named: 0,
  }
  if (chance.is(0.1)) printer.lines.push('---')
  if (chance.is(0.1)) printList(printer, 0, 0)
  else printMap(printer, 0, 0)
  const lineBreak = chance.is(0.2) ? '\r\n' : '\n'
  return printer.lines.join(lineBreak) + (chance.is(0.1) ? '' : lineBreak)
}

interface Printer {
  readonly chance: Chance
  /** How far each level is indented. */
  readonly step: number
  /** Whether a list starts in the column of its key. */
  readonly isFlush: boolean
  /** How likely a comment or a blank line is, a collection in brackets, and something unusual. */
  readonly comments: number
  readonly flows: number
  readonly odd: number
  readonly lines: string[]
  readonly anchors: { readonly name: string; readonly isMap: boolean }[]
  named: number
}

const WORDS = [
  ...['gpu', 'cn-south-1', '4090.18c.60g', 'image.ppinfra.com/x:2.7.1-cuda12.8', '8080/http'],
  ...['a b  c', '${GPUS:-1}', '${A:?no}', '$$x', 'it is', "it's", 'say "x"', 'a#b', 'a:b', 'C:\\x'],
  ...['-x', '--flag', '模型', '😀', 'ü', 'a\u2028b', 'a\u00a0b', 'a\u0085', '<<', '=', '..', '-'],
  ...['a, b', '[x', 'x]', '{x', 'x}', '?x', ':x', 'x:', 'a !b', 'a &b', 'a *b', 'a|b', 'a>b', '/a'],
]

const CORE = [
  ...[
    '0',
    '1',
    '-1',
    '+1',
    '007',
    '1.5',
    '1.',
    '.5',
    '-.5',
    '1e3',
    '1E+3',
    '-0',
    '0x1F',
    '0o17',
    '0o8',
  ],
  ...['9007199254740993', '-9007199254740993', '123456789012345678901234567890', '1e400', '1_000'],
  ...['.inf', '-.Inf', '+.INF', '.nan', '.NaN', '-.nan', 'null', 'Null', 'NULL', '~', 'nULL', '~x'],
  ...[
    'true',
    'True',
    'TRUE',
    'false',
    'False',
    'FALSE',
    'tRUE',
    'yes',
    'no',
    'on',
    'y',
    '0x',
    '1.2.3',
  ],
  ...[
    '2026-11-24',
    '2026-11-24T12:30:00Z',
    '2026-11-24 12:30 +08:00',
    '8h',
    '12:30',
    '0b1',
    '1,000',
    '0xg',
    '1e',
    '+',
    '.',
    '-.',
    '+.5',
    '0.10',
  ],
]

const KEYS = [
  ...['name', 'kind', 'productId', 'gpuNum', 'rootfsSize', 'imageUrl', 'ports', 'envs', 'command'],
  ...[
    'replicas',
    'protect',
    'desiredStatus',
    'expires',
    'x-base',
    'instances',
    'defaults',
    'a b',
    '8080',
    '1.10',
    'null',
    'true',
    '模',
    'a#b',
  ],
  ...['a:b', '-k', '.k', '~', 'k.', '😀'],
]

function plainWord(printer: Printer): string {
  const { chance } = printer
  return chance.is(0.3) ? chance.pick(CORE) : chance.pick(WORDS)
}

function quoted({ chance, odd }: Printer, text: string): string {
  if (chance.is(0.5)) return `'${text.replaceAll("'", "''")}'`
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  const escapes = ['\\n', '\\t', '\\u00e9', '\\/', '\\r']
  if (chance.is(0.1)) return `"${escaped}${chance.pick(escapes)}"`
  const rare = ['\\x41', '\\0', '\\ud83d\\ude00', '\\U0001F600', '\\ud83d', '\\q', '\\e', '\\ ']
  return chance.is(odd) ? `"${escaped}${chance.pick(rare)}"` : `"${escaped}"`
}

/** Not every word may stand plain; `mayBePlain` is right often enough. */
function scalar(printer: Printer, inFlow: boolean): string {
  const { chance, odd } = printer
  const word = plainWord(printer)
  if (chance.is(0.2)) return quoted(printer, word)
  return mayBePlain(word, inFlow) || chance.is(odd) ? word : quoted(printer, word)
}

const mayBePlain = (word: string, inFlow: boolean): boolean =>
  !/^[-?:](?=\s|$)|^[,[\]{}#&*!|>'"%@`:?]|: | #|:$/.test(word) &&
  !(inFlow && /[,[\]{}]|^-$/.test(word))

function key(printer: Printer, taken: Set<string>): string {
  const { chance, odd } = printer
  const name = chance.pick(KEYS)
  if (taken.has(name) && !chance.is(odd)) return key(printer, taken)
  taken.add(name)
  return chance.is(0.1) ? quoted(printer, name) : name
}

const comment = ({ chance, comments }: Printer): string =>
  chance.is(comments)
    ? `${chance.pick([' ', '  '])}#${chance.pick(['', ' x', ' - a: b', '"'])}`
    : ''

function between(printer: Printer, indent: number): void {
  const { chance, comments, lines } = printer
  if (!chance.is(comments)) return
  const at = ' '.repeat(chance.pick([indent, indent, 0, chance.below(9)]))
  lines.push(chance.pick(['', '', `${at}# x: y`, `${at}#`, at, `${at}# - "`]))
}

/** Prints a map whose first line may go on behind what was printed as `lead`. */
function printMap(printer: Printer, indent: number, depth: number, lead?: string): void {
  const { chance, lines, step } = printer
  const taken = new Set<string>()
  let prefix = lead ?? ' '.repeat(indent)
  const count = 1 + chance.below(depth === 0 ? 4 : 6)
  for (let at = 0; at < count; at += 1) {
    if (at > 0 || lead === undefined) between(printer, indent)
    if (lead === undefined && depth > 0 && chance.is(printer.odd / 4)) prefix += ' '
    const bases = printer.anchors.filter(({ isMap }) => isMap)
    if (bases.length > 0 && chance.is(0.1) && !taken.has('<<')) {
      taken.add('<<')
      const { name } = chance.pick(bases)
      const both = `[*${name}, *${chance.pick(bases).name}]`
      lines.push(`${prefix}<<: ${chance.pick([`*${name}`, `*${name}`, both])}${comment(printer)}`)
    } else {
      const space = chance.is(printer.odd) ? ' ' : ''
      printValue(printer, `${prefix}${key(printer, taken)}${space}:`, { indent, depth, step })
    }
    prefix = ' '.repeat(indent)
  }
}

interface Under {
  readonly indent: number
  readonly depth: number
  readonly step: number
}

/** Prints what belongs to a key or, without a step of its own for lists, to a dash. */
function printValue(printer: Printer, lead: string, { indent, depth, step }: Under): void {
  const { chance, lines, isFlush } = printer
  const space = chance.is(0.05) ? '  ' : ' '
  const isItem = lead.endsWith('-')
  const kind = depth >= 4 ? chance.below(5) : chance.below(12)
  if (kind === 0) {
    lines.push(lead + chance.pick(['', '', ' ', comment(printer)]))
  } else if (kind === 1) printText(printer, `${lead}${space}`, indent)
  else if (kind === 2 && printer.anchors.length > 0) {
    lines.push(`${lead}${space}*${chance.pick(printer.anchors).name}${comment(printer)}`)
  } else if (kind < 8 || chance.is(printer.flows)) {
    const value = chance.is(printer.flows)
      ? flow(printer, indent + 1 + chance.below(3), chance.below(3))
      : scalar(printer, false)
    const named = chance.is(0.05) ? `&${name(printer, value.startsWith('{'))} ` : ''
    const below = chance.is(printer.odd) ? `\n${' '.repeat(indent + step)}` : space
    lines.push(...`${lead}${below}${named}${value}${comment(printer)}`.split('\n'))
  } else {
    const isMap = chance.is(0.6)
    const isNamed = chance.is(0.1)
    const named = isNamed ? ` &${name(printer, isMap)}` : ''
    if (!isNamed && isItem && chance.is(0.7)) {
      const inner = indent + 1 + space.length
      if (isMap) printMap(printer, inner, depth + 1, `${lead}${space}`)
      else printList(printer, inner, depth + 1, `${lead}${space}`)
      return
    }
    lines.push(`${lead}${named}${comment(printer)}`)
    if (isMap) printMap(printer, indent + step, depth + 1)
    else printList(printer, isItem || !isFlush ? indent + step : indent, depth + 1)
  }
}

function printList(printer: Printer, indent: number, depth: number, lead?: string): void {
  const { chance, step } = printer
  let prefix = lead ?? ' '.repeat(indent)
  const count = 1 + chance.below(4)
  for (let at = 0; at < count; at += 1) {
    if (at > 0 || lead === undefined) between(printer, indent)
    printValue(printer, `${prefix}-`, { indent, depth, step })
    prefix = ' '.repeat(indent)
  }
}

function name(printer: Printer, isMap: boolean): string {
  const { chance, odd, anchors } = printer
  printer.named += 1
  const made = chance.is(0.1) ? 'base' : `a${printer.named}`
  anchors.push({ name: made, isMap })
  return chance.is(odd / 4) ? `${made}:` : made
}

function printText(printer: Printer, lead: string, indent: number): void {
  const { chance, lines, odd, step } = printer
  const header = chance.pick(['|', '|', '|-', '|+', '>', '>-', '>+'])
  lines.push(
    `${lead}${header}${chance.is(odd) ? chance.pick(['1', '2', ' ', '#x']) : ''}${comment(printer)}`,
  )
  const inner = indent + (chance.is(0.1) ? 1 + chance.below(4) : step)
  const count = chance.is(odd) ? 0 : 1 + chance.below(4)
  for (let at = 0; at < count; at += 1) {
    if (chance.is(0.2)) lines.push(chance.pick(['', '', ' '.repeat(indent), ' '.repeat(inner)]))
    const further = chance.is(0.1) ? '  ' : ''
    const text = chance.pick([
      'run x',
      '# no comment',
      'a: b',
      '- c',
      "it's",
      'x  ',
      'tab\tx',
      '---',
      '"',
    ])
    lines.push(`${' '.repeat(inner)}${further}${chance.is(odd) ? '\t' : ''}${text}`)
  }
  while (chance.is(0.2)) lines.push(chance.pick(['', '', ' ', ' '.repeat(inner + 1)]))
}

function flow(printer: Printer, indent: number, depth: number): string {
  const { chance, odd } = printer
  const isMap = chance.is(0.5)
  const taken = new Set<string>()
  const wide = chance.is(0.2)
  const gap = () => (wide ? `${comment(printer)}\n${' '.repeat(indent)}` : chance.pick(['', ' ']))
  const value = (): string => {
    if (depth > 0 && chance.is(0.3)) return flow(printer, indent, depth - 1)
    const { anchors } = printer
    return anchors.length > 0 && chance.is(0.1)
      ? `*${chance.pick(anchors).name} `
      : scalar(printer, true)
  }
  const items = Array.from({ length: chance.below(4) }, () => {
    if (!isMap) return value()
    const made = key(printer, taken)
    const colon = made.startsWith('"') && chance.is(0.3) ? ':' : `: `
    return `${made}${chance.is(odd) ? ' ' : ''}${colon}${value()}`
  })
  const last = items.length > 0 && chance.is(0.1) ? ',' : ''
  const closing = wide && chance.is(0.5) ? `\n${' '.repeat(indent - 1)}` : gap()
  const inner = gap() + items.join(`,${wide ? gap() : ' '}`) + last
  return isMap ? `{${inner}${closing}}` : `[${inner}${closing}]`
}

/** What means something to YAML, for putting it where it was not meant. */
const PIECES = [
  ...[
    '\n',
    '\n\n',
    ' ',
    '  ',
    '\t',
    ':',
    ': ',
    '-',
    '- ',
    '? ',
    '#',
    ' #',
    ' # x',
    ',',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    '"',
    "'",
    "''",
    '\\',
    '|',
    '>',
    '|-',
    '|+',
    '>2',
    '&a ',
    '*a',
    '*base',
    '<<: ',
    '!!str ',
    '!x ',
    '%',
  ],
  ...[
    '---\n',
    '...\n',
    '--- ',
    '\r\n',
    '\ufeff',
    '~',
    'null',
    '0x1',
    '.inf',
    '1e3',
    'é',
    '😀',
    '@',
    '`',
  ],
]

/** The text with a few characters or lines put in, taken out, doubled or swapped. */
export function mutated(chance: Chance, text: string): string {
  let result = text
  for (let edits = 1 + chance.below(3); edits > 0; edits -= 1) result = edited(chance, result)
  return result
}

function edited(chance: Chance, text: string): string {
  const at = chance.below(text.length + 1)
  switch (chance.below(9)) {
    case 0:
    case 1:
    case 2:
      return text.slice(0, at) + chance.pick(PIECES) + text.slice(at)
    case 3:
      return text.slice(0, at) + text.slice(at + 1 + chance.below(3))
    case 4:
      return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2)
    case 5:
      return text.slice(0, at) + chance.pick(PIECES) + text.slice(at + 1)
    default:
      return editedLines(chance, text)
  }
}

function editedLines(chance: Chance, text: string): string {
  const lines = text.split('\n')
  const at = chance.below(lines.length)
  const line = lines[at] ?? ''
  switch (chance.below(5)) {
    case 0:
      lines.splice(at, 1)
      break
    case 1:
      lines.splice(chance.below(lines.length), 0, line)
      break
    case 2:
      lines[at] = ` ${line}`
      break
    case 3:
      lines[at] = line.replace(/^ /, '')
      break
    default:
      lines.splice(at, 1, chance.pick(lines), line)
  }
  return lines.join('\n')
}
