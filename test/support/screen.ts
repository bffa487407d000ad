/**
 * What a terminal shows after this output: line feeds, carriage returns, and the few sequences that the program uses.
 * Cells are UTF-16 units here, which is exact for ASCII. Throws at any other control, so that none slips in.
 */
export function screenOf(output: string): readonly string[] {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  const line = () => lines[row] ?? ''
  for (const [token] of output.matchAll(/\u001b\[[\d;?]*[A-Za-z]|[\s\S]/g)) {
    if (token === '\n') {
      row += 1
      if (lines[row] === undefined) lines.push('')
    } else if (token === '\r') {
      column = 0
    } else if (token === '\u001b[K') {
      lines[row] = line().slice(0, column)
    } else if (token === '\u001b[J') {
      lines[row] = line().slice(0, column)
      lines.length = row + 1
    } else if (/^\u001b\[\d+A$/.test(token)) {
      row -= Number.parseInt(token.slice(2), 10)
    } else if (token >= ' ' && token !== '\u007f') {
      lines[row] = line().padEnd(column).slice(0, column) + token + line().slice(column + 1)
      column += 1
    } else if (!/^\u001b\[[\d;]*m$/.test(token)) {
      throw new Error(`a control that no view may print: ${JSON.stringify(token)}`)
    }
  }
  return lines
}
