import { resolve } from 'node:path'
import type { CommandLine, Flags } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import { variableLine } from '../../config/variable-line.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { PathRefused } from '../../model/files/links.ts'
import { writeNew } from '../../model/files/write-new.ts'
import type { Secret } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { UserError } from '../../model/user-error.ts'
import { adoptInstance } from '../../operations/adopt-instance.ts'
import { type ImportReport, importInstances } from '../../operations/discovery/import-instances.ts'
import { importJson } from '../../output/json/discovery/import-json.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { importYaml } from '../../output/text/discovery/import-yaml.ts'
import { leftOutText } from '../../output/text/discovery/left-out-text.ts'
import type { Context } from '../context.ts'
import { openService, requireAccess, type Service } from '../input/open-target.ts'
import { editOptions } from '../input/run-options.ts'
import { lookReporter } from '../talk/look-reporter.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'

/** Writes definitions of what is in the account. Changes neither the account nor a file that is there. */
export async function importCommand(
  context: Context,
  { flags, args }: CommandLine,
  format: 'yaml' | 'json',
): Promise<ExitStatus> {
  refuseMisuse(flags, args)
  const settings = await loadSettings({ flags, args: [] }, context)
  const service = await openService({ context, settings, flags })
  try {
    requireAccess(service, settings)
    const report = await importInstances(
      service,
      {
        words: args,
        refresh: 'always',
        plainKeys: new Set(flags.plain),
        path: flags.into ?? 'instances.yaml',
        limits: settings.limits,
        apiKeyVariable: settings.apiKeyVariable,
        acceptAccount: flags['accept-account'] === true,
        environment: context.env,
        group: flags.group === true,
        write: importYaml,
      },
      lookReporter(context, 'reads'),
    )
    const { entries } = report
    const isAny = entries.length > 0
    const file = isAny ? written(context, flags.into, report.text) : undefined
    const variables = variablesText(report.variables)
    const variableFile =
      variables === '' ? undefined : written(context, flags['env-into'], variables)
    context.stderr.write(leftOutText(report.left))
    const adopted =
      flags.adopt === true ? await adoptAll(report, { context, settings, service, flags }) : []
    const json = () => importJson({ ...report, file, variableFile, adopted })
    switch (format) {
      case 'json':
        context.stdout.write(documentText(json()))
        break
      case 'yaml':
        if (file === undefined) context.stdout.write(report.text)
        break
      default:
        unreachable(format)
    }
    context.stderr.write(endOf(report, { file, variableFile, adopted }))
    await writeJsonInto(context, flags, json)
    // What the ledger has already is as it should be.
    if (report.left.every(({ why }) => why.code === 'owned')) return 'done'
    return isAny ? 'partial' : 'refused'
  } finally {
    await service.close()
  }
}

function refuseMisuse(flags: Flags, args: readonly string[]): void {
  if (args.length === 0 && flags.all !== true) {
    throw new UserError('import takes the names or ids of instances, or --all', {
      ending: 'usage',
      hint: 'as in: ppi-apply import trainer, or: ppi-apply import --all; ppi-apply status lists names and ids',
    })
  }
  if (args.length > 0 && flags.all === true) {
    throw new UserError('--all imports all instances, and names name some of them', {
      ending: 'usage',
      hint: 'leave one of them out',
    })
  }
  if (flags.adopt === true && flags.into === undefined) {
    throw new UserError('--adopt records instances as those of a file, so it needs --into FILE', {
      ending: 'usage',
    })
  }
}

/** Writes a file where there is none. Gives its name; `undefined` where none is asked for. */
function written({ cwd }: Context, name: string | undefined, text: string): string | undefined {
  if (name === undefined) return undefined
  try {
    if (writeNew(resolve(cwd, name), text, 0o600)) return name
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    throw new UserError(`cannot write ${name}: ${code}`, { cause })
  }
  throw new UserError(`${name} exists already, and import never changes a file that is there`, {
    hint: 'name another file, or leave it out',
  })
}

/** The values, as a variable file has them. */
const variablesText = (variables: ReadonlyMap<string, Secret>): string =>
  [...variables].map(([name, value]) => `${variableLine(name, value.reveal())}\n`).join('')

interface Adopting {
  readonly context: Context
  readonly settings: Settings
  readonly service: Service
  readonly flags: Flags
}

async function adoptAll(
  { entries, specs }: ImportReport,
  { context, settings, service, flags }: Adopting,
): Promise<readonly string[]> {
  const adopted: string[] = []
  for (const { id, name } of entries) {
    await adoptInstance(
      { name, id },
      { specs, cwd: context.cwd },
      service,
      editOptions('import', { context, settings, service, flags }),
      lookReporter(context, 'changes'),
    )
    adopted.push(id)
  }
  return adopted
}

interface Written {
  readonly file: string | undefined
  readonly variableFile: string | undefined
  readonly adopted: readonly string[]
}

function endOf(
  { entries, variables, left }: ImportReport,
  { file, variableFile, adopted }: Written,
): string {
  const count = entries.length === 1 ? '1 instance' : `${entries.length} instances`
  const where = file === undefined ? '' : ` into ${plain(file)}`
  const recorded = adopted.length === 0 ? '' : `, ${adopted.length} recorded in the ledger`
  const out = left.length === 0 ? '' : `, ${left.length} not imported`
  const names = [...variables.keys()]
  const values =
    names.length === 0
      ? []
      : variableFile === undefined
        ? [
            `The file refers to ${names.join(', ')}: set ${names.length === 1 ? 'it' : 'them'}, or write the values to a file with --env-into.`,
          ]
        : [
            `${plain(variableFile)} holds ${names.length === 1 ? 'the value of a variable' : `the values of ${names.length} variables`} unmasked: keep it out of Git, and pass it with --var-file.`,
          ]
  return [`${count} imported${where}${recorded}${out}.`, ...values, ''].join('\n')
}
