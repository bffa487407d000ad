import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import type { FaultRule } from '../sandbox/faults.ts'
import { readFaults } from '../sandbox/read-faults.ts'
import { UserError } from '../user-error.ts'

/** Reads a script of faults for the sandbox, YAML or JSON. All its mistakes are told at once. */
export async function readFaultsFile(path: string): Promise<readonly FaultRule[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`The fault script ${path} cannot be read: ${cause.code}`, { cause })
  })
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
