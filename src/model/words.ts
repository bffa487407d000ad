/** Words with a blank between them, and what each of them stands for. No word is there twice. */
export type WordTable<Meaning> = Iterable<readonly [meaning: Meaning, words: string]>

/** What a word stands for. Hardly a run asks, so nothing is prepared for it. */
export function meaningOf<Meaning>(word: string, table: WordTable<Meaning>): Meaning | undefined {
  for (const [meaning, words] of table) if (words.split(' ').includes(word)) return meaning
  return undefined
}
