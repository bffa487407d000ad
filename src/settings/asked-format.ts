/**
 * The format a command line asks for, whatever else is wrong with it: a program that reads JSON must find some
 * even when a flag beside it is misspelt.
 */
export function askedFormat(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  const options = end === -1 ? argv : argv.slice(0, end)
  return options
    .map((word, at) =>
      word === '--format'
        ? options[at + 1]
        : word.startsWith('--format=')
          ? word.slice('--format='.length)
          : undefined,
    )
    .find((format) => format !== undefined)
}
