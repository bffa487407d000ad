/**
 * A name as a service may have made it: without the spaces around it, doubled ones in it and characters that nobody sees,
 * in one case, and in the compatible form of Unicode, which joins accents and narrows wide characters. Two names of one
 * spelling are suspicious, never the same.
 */
export const spellingOf = (name: string): string =>
  folded(folded(name.replaceAll(UNSEEN, '')))
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Up and down again, since some letters meet only in capitals: ß and ss, ı and i. */
const folded = (text: string): string => text.normalize('NFKC').toUpperCase().toLowerCase()

/** Tabs and line feeds count as spaces; the rest of what has no shape goes. */
const UNSEEN = /\p{Cf}|(?!\s)\p{Cc}/gu
