/**
 * The most lexemes (keys, values, spaces, line breaks, marks) of one file that the `yaml` package reads: some 1,400
 * entries of fifteen lines. Each costs it 250 bytes and two microseconds, and it lets go of them only when the whole
 * document is read.
 */
export const MAX_LEXEMES = 200_000

/** The most characters of a file that the `yaml` package reads: one string may be all of them. */
export const MAX_CHARACTERS = 4 * 2 ** 20

/** The most keys and values of a file in plain YAML: 100,000 entries of fifteen lines, with room to spare. */
export const MAX_VALUES = 5_000_000

/** The most items of a list in plain YAML. Each entry of a list may be a finding, which takes more than the entry. */
export const MAX_ITEMS = 200_000

/** The most keys of a map in plain YAML, for the same reason. */
export const MAX_KEYS = 10_000

/** The most values that all aliases of a file may stand for, beyond those that are written. */
export const MAX_REPEATED = 1_000_000
