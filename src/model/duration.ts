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
