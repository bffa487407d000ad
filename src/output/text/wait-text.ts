import type { WaitEvent, Waited, WaitResult } from '../../apply/wait.ts'
import type { CommandLine } from '../../config/flags.ts'
import { durationText } from '../../model/duration.ts'
import type { Json } from '../../model/secret.ts'
import type { Connections } from '../../status/connection.ts'
import { compact } from '../json/plan-json.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { nextCommand } from './next-command.ts'
import { connectionLines, hidesPassword } from './status/connection-text.ts'

/** One new state as a line for a person. */
export function waitEventText({ name, id, status, statusError }: WaitEvent, style: Style): string {
  const what = `… ${plain(name ?? id)}  ${plain(status)}`
  return statusError === undefined
    ? style.dim(what)
    : style.red(`${what}, error: ${plain(statusError)}`)
}

/** What runs and how to reach it, and what does not run. */
export function waitResultText(
  { instances, early, blind }: WaitResult,
  connections: Connections,
  {
    style,
    waitedMs,
    commandLine,
  }: { readonly style: Style; readonly waitedMs: number; readonly commandLine: CommandLine },
): string {
  const status = nextCommand('status', [], { ...commandLine, args: [] })
  const running = instances.filter(({ phase }) => phase === 'running')
  const others = instances.filter(({ phase }) => phase !== 'running')
  const ready = running.flatMap((each) => {
    const connection = connections.get(each.id)
    const lines = connection === undefined ? [] : connectionLines(connection, false, style)
    return [
      `  ${plain(each.name ?? each.id)}  ${plain(each.id)}`,
      ...lines.map((line) => `    ${line}`),
    ]
  })
  const waited = durationText(waitedMs / 1000)
  const end = early === undefined ? '' : early === 'interrupted' ? ' yet' : ` after ${waited}`
  return [
    ...(running.length === 0 ? [] : [style.green('Running:'), ...ready]),
    ...(hidesPassword(connections) ? [style.dim(`Passwords: ${status} --show-secrets`)] : []),
    ...(others.length === 0
      ? []
      : [
          style.yellow(`Not running${end}. Created anyway: each costs money. More: ${status}`),
          ...others.map((each) => `  ${plain(each.name ?? each.id)}  ${stateOf(each)}`),
          ...(blind === undefined
            ? []
            : [style.yellow(`  The account could not be seen: ${plain(blind)}.`)]),
        ]),
    '',
  ].join('\n')
}

const stateOf = ({ id, instance }: Waited): string =>
  instance === undefined
    ? `${plain(id)}, not in the list yet`
    : `${plain(id)} is ${plain(instance.status)}${instance.statusError === undefined ? '' : `, error: ${plain(instance.statusError)}`}`

/** One new state as a JSON line. */
export const waitEventJson = ({ kind, name, id, status, statusError }: WaitEvent): Json =>
  compact({ type: kind, name: name ?? null, id, status, statusError })

/** The end of the waiting as a JSON line, before the summary. */
export const waitResultJson = (
  { instances, early, blind }: WaitResult,
  connections: Connections,
): Json =>
  compact({
    type: 'wait_summary',
    ended: early ?? 'settled',
    instances: instances.map(({ name, id, phase, instance }) => {
      const connection = connections.get(id)
      return compact({
        name: name ?? null,
        id,
        phase: phase ?? 'unseen',
        status: instance?.status,
        statusError: instance?.statusError,
        connect:
          connection?.kind === 'known'
            ? connection.ways.map((way) => ({ name: way.name, address: String(way.address) }))
            : undefined,
      })
    }),
    why: blind,
  })
