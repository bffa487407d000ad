/** How deep references may be inside the defaults of other references. */
export const MAX_NESTED = 1000
