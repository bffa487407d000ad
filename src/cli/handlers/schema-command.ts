import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import configSchema from '../../../schemas/config.schema.json' with { type: 'json' }
import faultsSchema from '../../../schemas/faults.schema.json' with { type: 'json' }
import definitionSchema from '../../../schemas/instances.schema.json' with { type: 'json' }
import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { PathRefused } from '../../model/files/links.ts'
import { readSmallFile } from '../../model/files/read-file.ts'
import { UserError } from '../../model/user-error.ts'
import type { Context } from '../context.ts'

/** A JSON Schema as a file. */
const fileText = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`

/** The one of the definition files. */
export const schemaText = (): string => fileText(schemaOf([]))

/** Prints the JSON Schema of the definition files, of the config or of fault scripts, or compares a copy of it. */
export async function schemaCommand(
  { cwd, stdout }: Context,
  { flags, args }: CommandLine,
): Promise<ExitStatus> {
  const schema = schemaOf(args)
  if (flags.check === undefined) {
    stdout.write(fileText(schema))
    return 'done'
  }
  if (!isDeepStrictEqual(readCopy(resolve(cwd, flags.check)), schema)) {
    const command = ['ppi-apply schema', ...args].join(' ')
    throw new UserError(`${flags.check} is not the schema of this version`, {
      hint: `write it again: ${command} > ${flags.check}`,
    })
  }
  stdout.write(`${flags.check} is the schema of this version\n`)
  return 'done'
}

function schemaOf(args: readonly string[]): object {
  if (args.length === 0) return definitionSchema
  if (args.length === 1 && args[0] === 'config') return configSchema
  if (args.length === 1 && args[0] === 'faults') return faultsSchema
  throw new UserError(`there is no schema of "${args.join(' ')}"`, {
    ending: 'usage',
    hint: 'ppi-apply schema prints that of the definition files, ppi-apply schema config that of the config, ppi-apply schema faults that of the scripts for --faults',
  })
}

function readCopy(path: string): unknown {
  try {
    return JSON.parse(readSmallFile(path, MAX_BYTES))
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'not JSON'
    throw new UserError(`cannot read ${path}: ${why}`, { cause })
  }
}

/** The schema itself has some dozens of KiB. */
const MAX_BYTES = 4 * 2 ** 20
