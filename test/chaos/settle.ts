/** Seconds, for `--settle`: how long the list, and what was lost on its way, may lag for the program. */
export const SETTLE_S = 0.3
