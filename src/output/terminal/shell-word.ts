import { shellQuoted } from '../../model/invocation.ts'
import { plain } from './terminal-text.ts'

/** A name as one word of a shell's command line. */
export const shellWord = (text: string): string => shellQuoted(plain(text))
