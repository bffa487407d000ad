/** What a person can do about an action: pieces of a sentence, and among them commands to be typed. */
export type Way = readonly (string | Typed)[]

/** A command as it can be pasted into a shell. */
export interface Typed {
  readonly typed: string
}

/** Puts a way together from a template. Strings that are filled in are words, safe to print. */
export const way = (
  words: TemplateStringsArray,
  ...parts: readonly (string | Typed | Way)[]
): Way =>
  words.flatMap((word, at) => {
    const part = parts[at]
    if (part === undefined) return [word]
    return [word, ...(typeof part === 'string' || 'typed' in part ? [part] : part)]
  })

/** A way on one line. */
export const wayText = (pieces: Way): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.typed)).join('')
