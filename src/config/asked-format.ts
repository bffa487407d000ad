import { flagWords } from './canonical.ts'

/**
 * The format that a canonical command line asks for, whatever else is wrong with it: a program that reads JSON must find
 * some even when a flag beside it is misspelled.
 */
export const askedFormat = (argv: readonly string[]): string | undefined =>
  flagWords(argv)
    .find((word) => word.startsWith(FORMAT))
    ?.slice(FORMAT.length)

const FORMAT = '--format='
