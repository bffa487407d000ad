import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { collect } from '../../definitions/entries.ts'
import { placesOf } from '../../definitions/selected-locations.ts'
import { selectsAll } from '../../definitions/selection.ts'
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import { renameFiles } from '../../diagnostics/rename-files.ts'
import { plural } from '../../diagnostics/wording.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { checkoutPath } from '../../model/files/checkout-path.ts'
import { type Location, STDIN_PATH } from '../../model/location.ts'
import { unreachable } from '../../model/unreachable.ts'
import { UserError } from '../../model/user-error.ts'
import { diagnosticsGithub } from '../../output/ci/diagnostics-github.ts'
import { diagnosticsSarif } from '../../output/ci/diagnostics-sarif.ts'
import { validateReport } from '../../output/json/diagnostics-json.ts'
import { explainAll, explainCode } from '../../output/text/source/diagnostics-explain.ts'
import { diagnosticsText, leftOutText } from '../../output/text/source/diagnostics-text.ts'
import type { Context } from '../context.ts'
import { type ReadFleet, readFleet } from '../input/checked-fleet.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'

type ValidateFormat = 'text' | 'json' | 'github' | 'sarif'

/** Read → parse → expand → check → show every finding. Needs no network and no key. */
export async function validateCommand(
  context: Context,
  line: CommandLine,
  format: ValidateFormat,
): Promise<ExitStatus> {
  const { flags } = line
  if (flags.explain !== undefined) {
    if (flags.format !== undefined && flags.format !== 'text') {
      throw new UserError('--explain is for people: it prints text', { ending: 'usage' })
    }
    const { style, width } = context.stdout
    const { explain } = flags
    context.stdout.write(
      explain === '' ? explainAll({ style, width }) : explainCode(explain, { style, width }),
    )
    return 'done'
  }
  const settings = await loadSettings(line, context)
  const withoutVariables = flags['no-env'] === true
  const read = await readFleet(context, settings, { withoutVariables })
  const isMeant = placesOf(read, {
    selection: settings,
    environment: withoutVariables ? { noEnv: true } : read.environment,
  })
  const isShown = (found: Diagnostic) => isOfAll(found) || isMeant(found.place)
  const diagnostics = read.diagnostics.filter(isShown)
  const leftOut = read.diagnostics.filter((found) => !isShown(found))
  const json = () => validateReport(diagnostics, selectsAll(settings) ? undefined : leftOut)
  const entries = () =>
    collect(read.documents).definitions.flatMap(({ place }) => (isMeant(place) ? place : []))
  show(format, diagnostics, { read, context, json, entries })
  if (leftOut.length > 0) context.stderr.write(leftOutText(leftOut, context.stderr.style))
  await writeJsonInto(context, flags, json)
  return hasErrors(diagnostics) ? 'refused' : 'done'
}

/** Broken YAML and a name that is taken twice concern every entry of the file. */
const isOfAll = ({ code }: Diagnostic): boolean =>
  code.startsWith('yaml-') || code === 'name-duplicate'

interface Shown {
  readonly read: ReadFleet
  readonly context: Context
  readonly json: () => unknown
  /** Where the entries are that the run is about. */
  readonly entries: () => readonly Location[]
}

function show(
  format: ValidateFormat,
  diagnostics: readonly Diagnostic[],
  { read, context, json, entries }: Shown,
): void {
  const { stdout, version } = context
  switch (format) {
    case 'json':
      stdout.write(documentText(json()))
      break
    case 'github':
      stdout.act(diagnosticsGithub(inCheckout(diagnostics, context)))
      break
    case 'sarif':
      stdout.write(documentText(diagnosticsSarif(inCheckout(diagnostics, context), { version })))
      break
    case 'text': {
      const { style, width } = stdout
      const text = diagnosticsText(diagnostics, { style, width, blank: read.blank })
      stdout.write(
        hasErrors(diagnostics)
          ? text
          : `${text}${validText(diagnostics, entries(), read.files.length)}\n`,
      )
      break
    }
    default:
      unreachable(format)
  }
}

/** The findings with their files as the service that shows them knows them. */
function inCheckout(
  diagnostics: readonly Diagnostic[],
  { cwd, env }: Context,
): readonly Diagnostic[] {
  const nameOf = checkoutPath(cwd, env.GITHUB_WORKSPACE)
  return renameFiles(diagnostics, ({ path }) => (path === STDIN_PATH ? path : nameOf(path)))
}

function validText(
  diagnostics: readonly Diagnostic[],
  entries: readonly Location[],
  filesRead: number,
): string {
  const files = new Set(entries.map(({ file }) => file)).size || filesRead
  const count = `${plural(entries.length, 'entry', 'entries')} in ${plural(files, 'file')}`
  return diagnostics.length === 0 ? `valid: ${count}` : `valid, with warnings: ${count}`
}
