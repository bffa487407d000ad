/** What a run printed as it looks on a terminal, as an SVG image. The same text gives the same image. */
export function terminalPicture(text: string, title: string): string {
  const lines = text.trimEnd().split('\n').map(piecesOf)
  const columns = Math.max(
    ...lines.map((pieces) => pieces.reduce((sum, { length }) => sum + length, 0)),
  )
  const width = Math.ceil(columns * CELL + 2 * MARGIN)
  const height = lines.length * LINE + TOP + MARGIN
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...['#ff5f56', '#ffbd2e', '#27c93f'].map(
      (color, at) => `<circle cx="${MARGIN + 6 + at * 20}" cy="18" r="6" fill="${color}"/>`,
    ),
    ...lines.flatMap((pieces, at) => lineOf(pieces, TOP + (at + 1) * LINE - 4)),
    '</svg>',
  ].join('\n')}\n`
}

const CELL = 7.8
const LINE = 18
const MARGIN = 16
const TOP = 36

const COLORS: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#3fb950',
  '33': '#d29922',
  '34': '#58a6ff',
  '35': '#bc8cff',
  '36': '#39c5cf',
}

const STYLE = [
  'text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#e6edf3;white-space:pre}',
  '.b{font-weight:bold}',
  '.d{fill-opacity:.6}',
  ...Object.entries(COLORS).map(([code, color]) => `.c${code}{fill:${color}}`),
].join('')

interface Piece {
  readonly text: string
  readonly length: number
  readonly classes: string
}

/** A line as pieces of one look each. The signs that a plan uses are all one cell wide. */
function piecesOf(line: string): readonly Piece[] {
  const pieces: Piece[] = []
  let bold = false
  let dim = false
  let color = ''
  for (const [, codes = '', text = ''] of `\u001b[m${line}`.matchAll(
    /\u001b\[([\d;]*)m([^\u001b]*)/g,
  )) {
    for (const code of codes.split(';')) {
      if (code === '' || code === '0') [bold, dim, color] = [false, false, '']
      else if (code === '1') bold = true
      else if (code === '2') dim = true
      else if (code === '22') [bold, dim] = [false, false]
      else if (code === '39') color = ''
      else if (code in COLORS) color = code
      else throw new Error(`a picture has no look for ${code}`)
    }
    if (text === '') continue
    const classes = [
      ...(bold ? ['b'] : []),
      ...(dim ? ['d'] : []),
      ...(color === '' ? [] : [`c${color}`]),
    ]
    pieces.push({ text, length: [...text].length, classes: classes.join(' ') })
  }
  return pieces
}

/** Each piece starts at its own column, so that columns stand in line whatever font there is. */
function lineOf(pieces: readonly Piece[], y: number): readonly string[] {
  let column = 0
  const spans = pieces.map(({ text, length, classes }) => {
    const x = (MARGIN + column * CELL).toFixed(1)
    column += length
    const look = classes === '' ? '' : ` class="${classes}"`
    return `<tspan x="${x}"${look}>${escaped(text)}</tspan>`
  })
  return spans.length === 0 ? [] : [`<text y="${y}" xml:space="preserve">${spans.join('')}</text>`]
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
