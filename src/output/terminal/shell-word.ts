import { plain } from './terminal-text.ts'

/** A name as one word of a shell's command line. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${plain(text).replaceAll("'", "'\\''")}'`
