import { lstatSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { canonical } from '../../src/config/canonical.ts'
import { faultsOf, SCHEMA_OF_COMMAND } from './schemas.ts'

/** A run of the program, as far as its output has to fit to what was asked. */
export interface Checked {
  readonly args: readonly string[]
  readonly cwd: string
  /** `null` when a signal ended the process: then the last line may be missing. */
  readonly code: number | null
  readonly stdout: string
  /** Nobody read standard output to its end. */
  readonly isCut: boolean
}

/** What is wrong with the machine-readable output of a run, on standard output and beside it; empty when it is right. */
export function outputFaults(asWritten: Checked): readonly string[] {
  const args = canonical(asWritten.args)
  const run = { ...asWritten, args }
  const { cwd } = run
  if (args.includes('--help')) return []
  const path = flagOf(args, '--json-into')
  const file = path === undefined ? undefined : resolve(cwd, path)
  const beside = file !== undefined && isPlainFile(file) ? readFileSync(file, 'utf8') : ''
  return [
    ...formatFaults(run),
    ...(beside === '' ? [] : jsonFaults({ ...run, stdout: beside }, 'may miss its end')),
  ]
}

/** What a link leads to is not of this run. */
const isPlainFile = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() === true

function formatFaults(run: Checked): readonly string[] {
  const { args, stdout, code, isCut } = run
  const isRender = args[0] === 'render' && code === 0
  const format = flagOf(args, '--format') ?? (isRender ? 'json' : undefined)
  const isWhole = code !== null && !isCut
  if (!isWhole && format !== 'json') return []
  switch (format) {
    case 'json':
      return jsonFaults(run, isWhole ? 'whole' : 'may miss its end')
    case 'sarif':
      return isWhole ? sarifFaults(stdout) : []
    case 'github':
      return stdout
        .split('\n')
        .filter((line) => line !== '' && !/^::(?:error|warning|notice)(?: [^:]*)?::/.test(line))
        .map((line) => `no annotation: ${line}`)
    case 'markdown':
      return args[0] !== 'plan' || /^### .+\n/.test(stdout) ? [] : ['no heading']
    case 'yaml':
      return parseAllDocuments(stdout).flatMap(({ errors }) => errors.map(String))
    default:
      return []
  }
}

/** One document, or for `apply` one event a line, by the published schemas. */
function jsonFaults(
  { args, code, stdout }: Checked,
  how: 'whole' | 'may miss its end',
): readonly string[] {
  const schema = SCHEMA_OF_COMMAND[args[0] ?? ''] ?? 'failure'
  if (schema !== 'events') {
    if (stdout === '' && how === 'may miss its end') return []
    const document = parsed(stdout)
    if (document === undefined) return [`not one JSON document: ${stdout.slice(0, 400)}`]
    return [
      ...faultsOf(schema, document),
      ...(Object.keys(document)[0] === 'formatVersion'
        ? []
        : ['formatVersion does not come first']),
      ...codeFaults(document, code, how),
    ]
  }
  const lines = stdout.split('\n')
  const rest = lines.pop() ?? ''
  const events = lines.map(parsed)
  const last = events.at(-1)
  const isEnded = last?.type === 'apply_summary' || last?.type === 'error'
  return [
    ...events.flatMap((event, at) =>
      event === undefined ? [`line ${at + 1} is no JSON: ${lines[at]}`] : faultsOf('events', event),
    ),
    ...(how === 'whole' && (rest !== '' || !isEnded) ? ['no last line'] : []),
    ...(isEnded ? codeFaults(last, code, how) : []),
  ]
}

/** The exit code is told the same way twice. */
function codeFaults(
  told: Record<string, unknown>,
  code: number | null,
  how: 'whole' | 'may miss its end',
): readonly string[] {
  const error = told.error as { exitCode?: number } | undefined
  const number = told.exitCode ?? error?.exitCode
  return how === 'whole' && number !== undefined && number !== code
    ? [`says exit code ${number} and exits with ${code}`]
    : []
}

function sarifFaults(stdout: string): readonly string[] {
  const log = parsed(stdout)
  if (log === undefined) return ['not one JSON document']
  const [run] = (log.runs ?? []) as { results?: unknown; invocations?: unknown }[]
  if (log.version !== '2.1.0' || run === undefined) return ['no SARIF 2.1.0 log with a run']
  return Array.isArray(run.results) !== Array.isArray(run.invocations)
    ? []
    : ['neither results nor why there are none']
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The value of a flag in a command line, before `--`. */
function flagOf(args: readonly string[], flag: string): string | undefined {
  const end = args.indexOf('--')
  const options = end === -1 ? args : args.slice(0, end)
  const at = options.indexOf(flag)
  if (at !== -1) return options[at + 1]
  return options.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1)
}
