/** A point in time for people, always UTC: `2026-11-24 05:40:12 UTC`. What is not a time is shown as it is. */
export function timeText(iso: string): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  return `${date} ${time.slice(0, 8)} UTC`
}

/** The same to the minute, for what is true for a while. */
export const minuteText = (iso: string): string => timeText(iso).replace(/:\d\d UTC$/, ' UTC')
