import { isZone, pointsInZone } from './zone.ts'

/**
 * Why a string names no point in time: it has not the form of one, says no zone or one that nobody knows, or its clock never
 * shows that time, or shows it twice.
 */
export type NotATime = 'malformed' | 'without-zone' | 'zone-unknown' | 'never' | 'twice'

/**
 * A point in time in milliseconds since the epoch, as ISO 8601 and YAML write it: `2026-12-31T18:00:00Z`,
 * `2026-12-31 18:00 +08:00`, also with the name of a zone (`2026-12-31 18:00 Asia/Shanghai`). Without its zone it would
 * be another time on each machine.
 */
export function readPointInTime(text: string): number | NotATime {
  const groups = POINT.exec(text)?.groups
  if (groups === undefined) return 'malformed'
  const { date = '', time = '00:00', zone } = groups
  const clock = clockOf(date, time)
  if (clock === undefined) return 'never'
  if (zone === undefined) return 'without-zone'
  const offset = offsetOf(zone)
  if (offset !== undefined) return clock - offset
  if (!isZone(zone)) return 'zone-unknown'
  const [at, later] = pointsInZone(zone, clock)
  return later === undefined ? (at ?? 'never') : 'twice'
}

const POINT =
  /^(?<date>\d{4}-\d\d-\d\d)(?:(?:[Tt]| +)(?<time>\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)(?: *(?<zone>[A-Za-z+-][\w/:+-]{0,60}))?)?$/

/** What a clock shows, as the point in time at which that of UTC does; `undefined` where no clock shows it. */
function clockOf(date: string, time: string): number | undefined {
  const shown = `${date}T${time.replace(/^(?=\d:)/, '0')}`
  const at = Date.parse(`${shown}Z`)
  // 30 February is read as a day of March, and 24:00 as one of the next day.
  const isShown = !Number.isNaN(at) && new Date(at).toISOString().startsWith(shown.slice(0, 16))
  return isShown ? at : undefined
}

/** In milliseconds, above 0 east of Greenwich; `undefined` where it is not an offset but the name of a zone. */
function offsetOf(zone: string): number | undefined {
  if (/^(?:[Zz]|UTC|GMT)$/.test(zone)) return 0
  const [, sign, hours = '', minutes = '0'] = /^([+-])(\d{1,2})(?::?(\d\d))?$/.exec(zone) ?? []
  if (sign === undefined || Number(hours) > 14 || Number(minutes) > 59) return undefined
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000
  return sign === '-' ? -size : size
}
