import { closeSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Flags } from '../../config/flags.ts'
import { PathRefused } from '../../model/files/links.ts'
import { openNamed } from '../../model/files/open-file.ts'
import { UserError } from '../../model/user-error.ts'
import { jsonText } from '../../output/json/compact-json.ts'
import type { Context } from '../context.ts'

/** Writes the JSON of a report to the file that `--json-into` names, if it names one. */
export async function writeJsonInto(
  { cwd }: Context,
  flags: Flags,
  json: () => unknown,
): Promise<void> {
  const path = flags['json-into']
  if (path === undefined) return
  const text = documentText(json())
  try {
    const descriptor = openNamed(resolve(cwd, path))
    try {
      writeFileSync(descriptor, text)
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new UserError(`cannot write ${path}: ${why}`, { cause })
  }
}

/** One JSON document as it is printed. */
export const documentText = (value: unknown): string => `${jsonText(value, 2)}\n`
