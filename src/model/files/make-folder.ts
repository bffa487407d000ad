import { lstatSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { writeGitRules } from './git-rules.ts'
import { OWN_FOLDER, refuseLinks } from './links.ts'

/**
 * Makes a folder and its parents one by one, for the user alone; gives the uppermost that was made. A folder of our own
 * gets the rules for Git right away, so that neither a lock nor a sandbox is ever committed by mistake.
 */
export function makeFolder(path: string): string | undefined {
  refuseLinks(path)
  const missing: string[] = []
  for (let at = path; lstatSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at)) {
    missing.unshift(at)
  }
  // Lets the system say in its words that it is a file.
  if (missing.length === 0 && !statSync(path).isDirectory()) mkdirSync(path)
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 })
    } catch (error) {
      // Another run makes the same folders.
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EEXIST') throw error
    }
    refuseLinks(folder)
    if (basename(folder) === OWN_FOLDER) writeGitRules(folder)
  }
  return missing[0]
}
