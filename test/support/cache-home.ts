import { resolve } from 'node:path'

/** Where the programs that tests start keep compiled code, so that they leave nothing in a person's own folders. */
export const CACHE_HOME = resolve('.cache')
