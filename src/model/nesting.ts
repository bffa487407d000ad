/** How deep references may be inside the defaults of other references. */
export const MOST_NESTED = 1000
