/** How much of a string of the service is shown: one sentence, not a page. */
export const SENTENCE_LIMIT = 300

/**
 * Whatever steers a terminal, hides, or turns the reading direction: controls, formats, lone surrogates. Made where it is
 * needed, as its tables cost part of a short run.
 */
const unprintable = (): RegExp => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Makes a string of the service safe to print: nothing in it can move a cursor, hide words or reverse them. */
export const printable = (text: string): string => text.replace(unprintable(), escaped)

/** Turns any text of the service into one bounded line that is safe to print. Mask secrets before, not after. */
export function sentence(text: string, limit: number = SENTENCE_LIMIT): string {
  // Only so much can be shown, so a huge text is not worked through to its end.
  const line = printable(
    text
      .slice(0, limit * 20)
      .replace(/\s+/gu, ' ')
      .trim(),
  )
  return line.length <= limit ? line : `${withoutHalfPair(line.slice(0, limit - 1))}…`
}

/** A web page, whatever its status says: of a gateway or a wrong address, and not of the service. */
export const isPage = (body: Buffer): boolean => /^\s*</.test(body.toString('utf8'))

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`

const withoutHalfPair = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '')
