/** A text whose `«…»` marks show ranges: the text without them, and where they are as machines are told. */
export function unmark(marked: string): { readonly text: string; readonly ranges: unknown[] } {
  let text = ''
  const ranges: { start: unknown; end: unknown }[] = []
  for (const character of marked) {
    if (character === '«') ranges.push({ start: pointAtEnd(text), end: undefined })
    else if (character === '»') {
      const last = ranges.at(-1)
      if (last !== undefined) last.end = pointAtEnd(text)
    } else text += character
  }
  return { text, ranges }
}

function pointAtEnd(text: string) {
  const lines = text.split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1, offset: text.length }
}
