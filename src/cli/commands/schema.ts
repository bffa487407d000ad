import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import schema from '../../../schemas/instances.schema.json' with { type: 'json' }
import type { CommandLine } from '../../config/flags.ts'
import type { Ending } from '../../model/exit-status.ts'
import { PathRefused } from '../../model/files/links.ts'
import { readSmallFile } from '../../model/files/read-file.ts'
import { UserError } from '../../model/user-error.ts'
import type { Context } from '../context.ts'

/** Prints the JSON Schema of the definition files, or compares a copy of it. */
export async function schemaCommand(
  { cwd, stdout }: Context,
  { flags }: CommandLine,
): Promise<Ending> {
  if (flags.check === undefined) {
    stdout.write(`${JSON.stringify(schema, null, 2)}\n`)
    return 'done'
  }
  if (!isDeepStrictEqual(readCopy(resolve(cwd, flags.check)), schema)) {
    throw new UserError(`${flags.check} is not the schema of this version`, {
      hint: `write it anew: ppi-apply schema > ${flags.check}`,
    })
  }
  stdout.write(`${flags.check} is the schema of this version\n`)
  return 'done'
}

function readCopy(path: string): unknown {
  try {
    return JSON.parse(readSmallFile(path, MOST_BYTES))
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'not JSON'
    throw new UserError(`cannot read ${path}: ${why}`, { cause })
  }
}

/** The schema itself has some dozens of KiB. */
const MOST_BYTES = 4 * 2 ** 20
