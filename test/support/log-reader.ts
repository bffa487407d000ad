/**
 * The lines that the log of a pipeline would take for a command: of GitHub (`::` after trimming, `##[` anywhere), Azure and
 * TeamCity. Whatever a reader may take for the end of a line is one.
 */
export const commandsIn = (text: string): readonly string[] =>
  text
    .replaceAll(/\u001b\[\d+m/g, '')
    .split(/[\n\r\v\f\u0085\u2028\u2029]/)
    .filter((line) => line.trimStart().startsWith('::') || /##[\w.-]*\[/.test(line))

/** What in a text could act on a terminal, or mislead whoever reads it. Line feeds, tabs and emoji may be in it. */
export function controlsIn(
  text: string,
  { colored = false }: { readonly colored?: boolean } = {},
): readonly string[] {
  const bare = colored ? text.replaceAll(/\u001b\[(?:[012]|22|3[1-69])m/g, '') : text
  return bare.match(/(?![\n\t])[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}\p{Cs}\u200b\u2060\ufeff]/gu) ?? []
}
