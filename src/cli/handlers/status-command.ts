import type { CommandLine, Flags } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'
import { readStatus, type StatusRead } from '../../operations/read-status.ts'
import type { LookReporter } from '../../operations/reporter.ts'
import { statusJson } from '../../output/json/status-json.ts'
import { wrapTo } from '../../output/terminal/wrap-text.ts'
import { statusText } from '../../output/text/status/status-text.ts'
import { overdueOf } from '../../status/reapable.ts'
import { type Context, wrapWidth } from '../context.ts'
import { openService } from '../input/open-target.ts'
import type { ReapedBy, ReapedFiles } from '../input/reaped-files.ts'
import { planOptions } from '../input/run-options.ts'
import { readStatusFiles, statusFleetOf } from '../input/status-files.ts'
import { timeLimit } from '../input/time-limit.ts'
import { lookReporter } from '../talk/look-reporter.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'
import { reaper } from '../talk/reaper.ts'
import { type Watching, watch } from '../talk/status-watch.ts'

/** Shows what the ledger and the account hold. Needs no definitions, changes nothing. */
export async function statusCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  refuseOddFlags(context, flags, format)
  const limitMs = timeLimit(flags, 'until-running')
  const settings = await loadSettings(line, context)
  const { fleet, reaped, secrets } = await readStatusFiles(context, settings, line)
  const service = await openService({ context, settings, flags, secrets })
  try {
    const reaping: Pick<Watching, 'act' | 'isOver'> =
      reaped === undefined
        ? {}
        : {
            act: reaper({ context, line, settings, service, files: reaped }),
            // What does not move now may expire later.
            ...(limitMs === undefined && { isOver: () => false }),
          }
    const { only, exclude } = settings
    const status = await readStatus(
      fleet,
      service,
      {
        ...planOptions({ settings, service }, flags),
        only,
        exclude,
        ...(reaped === undefined
          ? {}
          : { readAgain: async () => statusFleetOf(await readable(reaped), context.cwd) }),
        ...(flags.watch === true && {
          follow: (first, look) => watch(context, first, look, { limitMs, ...reaping }),
        }),
      },
      reporterFor(context),
    )
    await show(status, { context, line, format })
    return endOf(status, { context, limitMs, reaps: reaped !== undefined })
  } finally {
    await service.close()
  }
}

/** For a look. Files with errors are told where something would be ended by them. */
async function readable(files: ReapedFiles): Promise<ReapedBy> {
  try {
    return await files.readAgain()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return files.latest()
  }
}

interface Watched {
  readonly context: Context
  readonly limitMs: number | undefined
  readonly reaps: boolean
}

function endOf(
  { allRun, report }: StatusRead,
  { context: { stderr }, limitMs, reaps }: Watched,
): ExitStatus {
  const now = Date.now()
  const overdue = new Set(reaps ? report.instances.map((each) => overdueOf(each, now)) : [])
  const left = [
    ...(limitMs === undefined || allRun ? [] : ['Not everything runs.']),
    ...(overdue.has('there') ? ['What has expired is not destroyed.'] : []),
    ...(overdue.has('unknown') ? ['Whether what has expired is gone is not known.'] : []),
  ]
  for (const words of left) stderr.write(`${stderr.style.red(words)}\n`)
  return left.length === 0 ? 'done' : 'partial'
}

function refuseOddFlags({ stdout }: Context, flags: Flags, format: 'text' | 'json'): void {
  const refuse = (message: string): UserError => new UserError(message, { ending: 'usage' })
  if (flags['until-running'] !== undefined && flags.watch !== true) {
    throw refuse('--until-running needs --watch')
  }
  if (flags.reap === true && flags.watch !== true) {
    throw new UserError('--reap needs --watch', {
      ending: 'usage',
      hint: 'to destroy at once what has expired: ppi-apply reap',
    })
  }
  if (flags.watch === true && format === 'json') {
    throw refuse('--watch is for people: it prints text, not JSON')
  }
  if (flags['show-secrets'] !== true) return
  if (format === 'json') throw refuse('--show-secrets prints text only, so that no file keeps them')
  if (!stdout.isTerminal) {
    throw refuse('--show-secrets prints passwords to a terminal only, and this is none')
  }
}

function reporterFor(context: Context): LookReporter {
  const { progress, ledger } = lookReporter(context, 'reads')
  return {
    ledger,
    progress(step) {
      if (step?.kind === 'connecting' && step.live > step.asked) {
        context.stderr.write(
          `How to connect is shown for the first ${step.asked} of ${step.live}; --only NAME shows others.\n`,
        )
      }
      progress(step)
    },
  }
}

interface Showing {
  readonly context: Context
  readonly line: CommandLine
  readonly format: 'text' | 'json'
}

async function show(
  { report, connections }: StatusRead,
  { context, line, format }: Showing,
): Promise<void> {
  const { flags } = line
  const { style } = context.stdout
  const verbose = flags.verbose === true
  const showSecrets = flags['show-secrets'] === true
  context.stdout.write(
    format === 'json'
      ? documentText(statusJson(report, connections))
      : wrapTo(
          statusText(report, connections, { style, verbose, showSecrets, commandLine: line }),
          wrapWidth(context.stdout),
        ),
  )
  await writeJsonInto(context, flags, () => statusJson(report, connections))
}
