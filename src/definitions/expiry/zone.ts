/** Whether this is the name of a time zone, such as `Asia/Shanghai`. An abbreviation is none: `CST` is short for several. */
export function isZone(name: string): boolean {
  if (!name.includes('/')) return false
  try {
    return formatOf(name) !== undefined
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * The points in time at which the clocks of a zone show this, in milliseconds since the epoch: mostly one, none where clocks
 * are put forward over it, two where they are put back. `clock` is what they show as if it was UTC.
 */
export function pointsInZone(zone: string, clock: number): readonly number[] {
  const format = formatOf(zone)
  // No zone changes its offset twice within two days.
  const offsets = new Set([offsetAt(format, clock - DAY), offsetAt(format, clock + DAY)])
  return [...offsets]
    .map((offset) => clock - offset)
    .filter((at) => at + offsetAt(format, at) === clock)
}

const DAY = 86_400_000

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })

/** In milliseconds; above 0 east of Greenwich. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /^GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(name) ?? []
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}
