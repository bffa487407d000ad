/** The beginning of a day of UTC such as `2027-03-01`, in Unix seconds; `undefined` for a day that no calendar has. */
export function readDay(text: string): number | undefined {
  const at = Date.parse(`${text}T00:00:00Z`)
  // 30 February is read as a day of March.
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
  return isDay && /^\d{4}-\d\d-\d\d$/.test(text) ? at / 1000 : undefined
}
