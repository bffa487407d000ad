import { parseDocument } from 'yaml'
import { PathRefused } from '../../model/files/links.ts'
import { readSmallFile } from '../../model/files/read-file.ts'
import { UserError } from '../../model/user-error.ts'
import type { FaultRule } from '../../sandbox/faults/faults.ts'
import { readFaults } from '../../sandbox/faults/read-faults.ts'

/** Reads a script of faults for the sandbox, YAML or JSON. All its mistakes are told at once. */
export async function readFaultsFile(path: string): Promise<readonly FaultRule[]> {
  const text = textOf(path)
  const document = parseDocument(text, { prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    throw new UserError(`The fault script ${path} is not YAML: ${error.message}`)
  }
  const read = readFaults(document.toJS())
  if (read.problems !== undefined) {
    throw new UserError(`The fault script ${path} has mistakes: ${read.problems.join('; ')}`, {
      hint: 'A rule is {on: operation, when: {nth, name, times, probability, seed}, do: {fault: …}}.',
    })
  }
  return read.rules
}

function textOf(path: string): string {
  try {
    return readSmallFile(path, MAX_BYTES)
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw new UserError(`The fault script ${path} cannot be read: ${code}`, { cause })
  }
}

/** Room for thousands of rules. */
const MAX_BYTES = 2 ** 20
