/** How many characters a string has. JSON Schema counts code points, where JavaScript counts UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1
  return count
}
