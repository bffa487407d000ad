/**
 * What Docker Compose reads in a variable file, as its parser does it step by step (compose-go 2.13): the yardstick for our
 * own. `undefined` where Compose refuses the file, or looks for the value of another variable.
 */
export function composeReads(source: string): Readonly<Record<string, string>> | undefined {
  const values = new Map<string, string>()
  let rest = source.replaceAll('\r\n', '\n')
  for (;;) {
    rest = rest.replace(/^(?:[\s\u0085]|#[^\n]*(?=\n|$))+/u, '')
    if (rest === '') return Object.fromEntries(values)
    const found = statement(rest)
    if (found === undefined) return undefined
    values.set(found.name, found.value)
    rest = found.rest
  }
}

function statement(text: string) {
  const from = text.replace(/^export[\s\u0085]+/u, '')
  const head = /^([\p{L}\p{N}_.[\]\-\t\v\f\r \u0085\u00a0]*)([=:])/u.exec(from)
  if (head === null) return undefined
  const name = (head[1] ?? '').trimEnd()
  if (name.includes(' ')) return undefined
  const behind = from.slice(head[0].length).replace(/^[\t\v\f\r \u0085\u00a0]+/, '')
  const found = /^["']/.test(behind) ? quoted(behind) : plain(behind)
  return found === undefined ? undefined : { name, ...found }
}

function plain(text: string) {
  const [line = ''] = text.split('\n', 1)
  const [value = ''] = line.split(' #', 1)
  return withoutReferences(value.trimEnd(), text.slice(line.length + 1))
}

function quoted(text: string) {
  const quote = text.charAt(0)
  let chars = ''
  let isEscaped = false
  for (let at = 1; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (isEscaped) {
      isEscaped = false
      chars += char === quote ? char : `\\${char}`
    } else if (char === '\\') isEscaped = true
    else if (char !== quote) chars += char
    else {
      const rest = text.slice(at + 1)
      return quote === "'" ? { value: chars, rest } : withoutReferences(expandEscapes(chars), rest)
    }
  }
  return undefined
}

const expandEscapes = (text: string): string =>
  text.replaceAll(/\\(?:[abcfnrtv$"\\]|0\d{0,3})/g, (found) => {
    if (found === '\\$') return '$$'
    if (found.startsWith('\\0')) return 'an octal escape'
    const known: Record<string, string> = {
      n: '\n',
      r: '\r',
      t: '\t',
      a: '\u0007',
      b: '\b',
      f: '\f',
      v: '\v',
    }
    const letter = found.charAt(1)
    return letter === 'c' ? found : (known[letter] ?? letter)
  })

function withoutReferences(value: string, rest: string) {
  const left = value.replaceAll('$$', '')
  return left.includes('$') ? undefined : { value: value.replaceAll('$$', () => '$'), rest }
}
