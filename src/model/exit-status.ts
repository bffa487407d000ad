/**
 * Every way the program ends, one number each. They are a stable interface: scripts branch on them.
 * The words are what `--help` and the README print.
 */
export const EXIT_CODES = {
  done: { code: 0, words: 'done, or nothing to do' },
  refused: { code: 1, words: 'invalid input, refused, or nothing could be created' },
  pending: { code: 2, words: 'only with --detailed-exitcode: apply would do something' },
  partial: { code: 3, words: 'done in part; or something waits, failed or does not run' },
  unknown: { code: 4, words: 'an outcome is unknown, or the audit found what does not belong' },
  ledger: { code: 5, words: 'the ledger is in use, damaged, out of reach or not writable' },
  usage: { code: 64, words: 'wrong usage' },
  bug: { code: 70, words: 'a bug in ppi-apply' },
  interrupted: { code: 130, words: 'interrupted' },
} as const satisfies Record<string, { code: number; words: string }>

export type ExitStatus = keyof typeof EXIT_CODES

/** The number a process ends with. */
export const exitCode = (ending: ExitStatus): number => EXIT_CODES[ending].code
