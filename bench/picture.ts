import type { Growth } from './row.ts'

const WIDTH = 720
const HEIGHT = 400
const LEFT = 70
const RIGHT = 230
const TOP = 30
const BOTTOM = 50
const COLORS = ['#0969da', '#1a7f37', '#9a6700', '#cf222e', '#8250df', '#57606a']

/**
 * Cost against size as an SVG, both on logarithmic axes: a straight line at the slope of the dashed one is linear
 * growth. Each line starts at its own smallest size, which counts as 1.
 */
export function growthPicture(growths: readonly Growth[]): string {
  const ratios = growths.map(({ times }) => times.map((time) => time / (times[0] ?? Number.NaN)))
  const sizes = growths.map((growth) => growth.sizes.map((size) => size / (growth.sizes[0] ?? 1)))
  const most = Math.max(4, ...ratios.flat(), ...sizes.flat())
  const x = (size: number) => LEFT + (Math.log2(size) / 2) * (WIDTH - LEFT - RIGHT)
  const y = (ratio: number) =>
    HEIGHT - BOTTOM - (Math.log2(Math.max(1, ratio)) / Math.log2(most)) * (HEIGHT - TOP - BOTTOM)
  const lines = growths.map(({ name }, at) => {
    const color = COLORS[at % COLORS.length]
    const points = (sizes[at] ?? []).map((size, nth) => `${x(size)},${y(ratios[at]?.[nth] ?? 1)}`)
    const dash = at < COLORS.length ? '' : ' stroke-dasharray="2 3"'
    const labelY = TOP + 10 + at * 20
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"${dash}/>`,
      `<line x1="${WIDTH - RIGHT + 20}" y1="${labelY - 4}" x2="${WIDTH - RIGHT + 44}" y2="${labelY - 4}" stroke="${color}" stroke-width="2"${dash}/>`,
      text(WIDTH - RIGHT + 50, labelY, name),
    ].join('\n')
  })
  const marks = [1, 2, 4].flatMap((mark) => [
    text(x(mark) - 8, HEIGHT - BOTTOM + 20, `×${mark}`),
    text(LEFT - 35, y(mark) + 4, `×${mark}`),
  ])
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" role="img" aria-label="Cost against size, beside linear growth">
<rect width="100%" height="100%" fill="#ffffff"/>
<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" fill="none" stroke="#57606a"/>
<line x1="${x(1)}" y1="${y(1)}" x2="${x(4)}" y2="${y(4)}" stroke="#afb8c1" stroke-width="6" stroke-dasharray="8 6"/>
${marks.join('\n')}
${text(LEFT, 18, 'time beyond the start of Node; dashed: linear')}
${text(LEFT, HEIGHT - 8, 'size, against the smallest measured')}
${lines.join('\n')}
</svg>
`
}

const text = (x: number, y: number, words: string): string =>
  `<text x="${x}" y="${y}" fill="#24292f">${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
