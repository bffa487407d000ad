import { closeSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Flags } from '../../config/flags.ts'
import { PathRefused } from '../../model/files/links.ts'
import { openNamed } from '../../model/files/open-file.ts'
import { UserError } from '../../model/user-error.ts'
import type { Context } from '../context.ts'

/** Where the events of an apply go besides the text. */
export interface EventFile {
  write(text: string): void
  close(): void
}

/**
 * Opens the file that `--json-into` names, before anything is sent. A disk that is full later must not stop a run that
 * spends money: then the file ends early, and standard error says so.
 */
export function openEventFile({ cwd, stderr }: Context, flags: Flags): EventFile | undefined {
  const path = flags['json-into']
  if (path === undefined) return undefined
  let descriptor: number | undefined
  const stop = (cause: unknown) => {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    return `cannot write ${path}: ${why}`
  }
  try {
    descriptor = openNamed(resolve(cwd, path))
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    throw new UserError(stop(cause), { cause })
  }
  return {
    write(text) {
      if (descriptor === undefined) return
      try {
        writeSync(descriptor, text)
      } catch (cause) {
        stderr.write(`${stop(cause)}; the events after this are not in it\n`)
        this.close()
      }
    },
    close() {
      const open = descriptor
      descriptor = undefined
      if (open !== undefined) closeSync(open)
    },
  }
}
