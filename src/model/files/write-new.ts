import { closeSync, lstatSync, writeFileSync } from 'node:fs'
import { openFile } from './open-file.ts'

/**
 * Writes a file where there is none; `false` where anything has its name. Throws as `openFile` does, and what the system says.
 */
export function writeNew(path: string, text: string, mode: number): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false
  try {
    const descriptor = openFile(path, { for: 'new', mode })
    try {
      writeFileSync(descriptor, text)
    } finally {
      closeSync(descriptor)
    }
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  }
}
