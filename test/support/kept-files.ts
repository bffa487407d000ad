import { readdirSync } from 'node:fs'

/** The names in a folder, without the rules for Git that a folder of our own is made with. */
export const keptFiles = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => !name.startsWith('.git'))
