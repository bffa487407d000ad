/** How deep references may stand inside the defaults of other references. */
export const MOST_NESTED = 1000
