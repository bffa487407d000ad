/** Seconds as people say them, in two units: `3 d 4 h`, `2 min 5 s`. */
export function durationText(seconds: number): string {
  const whole = Math.floor(seconds)
  for (const [at, [size, unit]] of UNITS.entries()) {
    if (whole < size) continue
    const rest = UNITS[at + 1]
    const left = rest === undefined ? 0 : Math.floor((whole % size) / rest[0])
    const main = `${Math.floor(whole / size)} ${unit}`
    return left === 0 || rest === undefined ? main : `${main} ${left} ${rest[1]}`
  }
  return '0 s'
}

/** The same where tenths of a second tell something: `0.3 s`, and from a minute on as above. */
export const briefText = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(1)} s` : durationText(seconds)

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
]

/**
 * A duration as people write it, in milliseconds: `45s`, `5m`, `8h`, `7d`, or several of them from the largest unit down
 * (`1h30m`); a number alone is seconds. `undefined` for every other string.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(/^\d+$/.test(text) ? `${text}s` : text)
  if (match === null || text === '') return undefined
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  return (
    (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  )
}

const DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/

/** What a duration in other words, spaces, fractions or units is here: of `8 hours` `8h`. `undefined` for no duration, and for `1M`, which may be a month. */
export function meantDuration(text: string): string | undefined {
  if (/\d\s*M(?![A-Za-z])/.test(text)) return undefined
  const plain = text.toLowerCase().replaceAll(/\s/g, '')
  if (!/^(?:\d+(?:\.\d+)?[a-z]+)+$/.test(plain)) return undefined
  let seconds = 0
  for (const [, count, word = ''] of plain.matchAll(/([\d.]+)([a-z]+)/g)) {
    seconds += Number(count) * (WORDS.get(word) ?? Number.NaN)
  }
  return seconds >= 1 ? shortText(Math.round(seconds)) : undefined
}

/** How many seconds a unit has. */
const WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    's sec secs second seconds': 1,
    'm min mins minute minutes': 60,
    'h hr hrs hour hours': 3600,
    'd day days': 86_400,
    'w week weeks': 604_800,
  }).flatMap(([words, size]) => words.split(' ').map((word): [string, number] => [word, size])),
)

/** In the form that `parseDuration` reads. */
const shortText = (seconds: number): string =>
  UNITS.map(([size, unit], at) => {
    const count = Math.floor((at === 0 ? seconds : seconds % (UNITS[at - 1]?.[0] ?? 1)) / size)
    return count === 0 ? '' : `${count}${unit[0]}`
  }).join('')
