import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { variablesOf } from '../../definitions/interpolation/variables.ts'
import { placesOf } from '../../definitions/selected-locations.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { diagnosticReport } from '../../output/json/diagnostics-json.ts'
import { variablesJson } from '../../output/json/variables-json.ts'
import { variablesText } from '../../output/text/variables-text.ts'
import type { Context } from '../context.ts'
import { readFleet, showFindings } from '../input/checked-fleet.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'

/** Lists the variables of the files: names, places, whether they are set. Never a value. */
export async function varsCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  const settings = await loadSettings(line, context)
  const read = await readFleet(context, settings, { withoutVariables: true })
  const { documents, environment, blank } = read
  const isMeant = placesOf(read, { selection: settings, environment })
  const diagnostics = read.diagnostics.filter(({ place }) => isMeant(place))
  showFindings(context, { diagnostics, blank })
  const isSet = (name: string) => environment.lookup(name) !== undefined
  const variables = variablesOf(documents)
    .filter(({ place }) => isMeant(place))
    .filter(({ mayBePassword, name }) => !mayBePassword || isSet(name))
  const json = () => ({
    ...variablesJson(variables, isSet),
    diagnostics: diagnostics.map(diagnosticReport),
  })
  if (format === 'json') context.stdout.write(documentText(json()))
  // Of files that could not be read, nothing can be said.
  else if (documents.length > 0) {
    context.stdout.write(variablesText(variables, isSet, context.stdout.style))
  }
  await writeJsonInto(context, flags, json)
  return hasErrors(diagnostics) ? 'refused' : 'done'
}
