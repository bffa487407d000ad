import { phaseOf } from '../../../api/instance-phase.ts'
import { isLive } from '../../../api/remote.ts'
import type { SpotReclaim } from '../../../api/spot-reclaim.ts'
import type { CommandLine } from '../../../config/flags.ts'
import type { InstanceOperation } from '../../../ledger/operation.ts'
import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import type { Connection } from '../../../status/connection.ts'
import { dataKeptUntil } from '../../../status/data-kept.ts'
import type { OwnedStatus } from '../../../status/owned-status.ts'
import type { Style } from '../../terminal/style.ts'
import { isCharged, MAY_BE_CHARGED } from '../reasons/explain-change.ts'
import { commandForThis } from './command-for-this.ts'

/** A change that was sent and whose outcome is not known; the same command again settles it. */
export function openLines(
  item: OwnedStatus,
  commandLine: CommandLine,
  style: Style,
): readonly string[] {
  const { open } = item.owned
  if (open === undefined) return []
  const { noun, command } = OPERATIONS[open.operation]
  const charged = isCharged(open.operation) ? `, and ${MAY_BE_CHARGED}` : ''
  const typed = commandForThis(command, item, commandLine)
  return [
    style.yellow(
      `${noun} was sent at ${timeText(open.since)} and is not seen done${charged}${typed === undefined ? '' : `: ${typed}`}`,
    ),
  ]
}

const OPERATIONS = {
  'edit-ports': { noun: 'a port change', command: 'apply' },
  'grow-disk': { noun: 'a disk growth', command: 'apply' },
  upgrade: { noun: 'a reset', command: 'apply' },
  subscribe: { noun: 'a change to months', command: 'apply' },
  renew: { noun: 'a renewal', command: 'apply' },
  'auto-renew': { noun: 'a switch of its automatic renewal', command: 'apply' },
  delete: { noun: 'a deletion', command: 'destroy' },
  start: { noun: 'a start', command: 'start' },
  stop: { noun: 'a stop', command: 'stop' },
} as const satisfies Record<InstanceOperation, { readonly noun: string; readonly command: string }>

/** Since when an instance is stopped, until when its data is kept, and how to have it run or stop as its file says. */
export function runStateLines(
  item: OwnedStatus,
  connection: Connection | undefined,
  commandLine: CommandLine,
  style: Style,
): readonly string[] {
  const { presence, desiredStatus, owned } = item
  if (presence.kind !== 'seen' || owned.open !== undefined) return []
  switch (phaseOf(presence.instance)) {
    case 'stopped': {
      const start =
        desiredStatus === 'stopped' ? undefined : commandForThis('start', item, commandLine)
      return [
        ...stoppedLines(item, connection),
        ...(start === undefined ? [] : [style.dim(`to run it again: ${start}`)]),
      ]
    }
    case 'running': {
      const stop =
        desiredStatus === 'stopped' ? commandForThis('stop', item, commandLine) : undefined
      return stop === undefined ? [] : [style.yellow(`its file says stopped: ${stop}`)]
    }
    default:
      return []
  }
}

function stoppedLines(item: OwnedStatus, connection: Connection | undefined): readonly string[] {
  const { stoppedSince: since } = item
  const days = connection?.kind === 'known' ? connection.keepDataDays : undefined
  const until = dataKeptUntil(item, connection)
  const kept =
    until !== undefined
      ? [`its data is kept until ${momentText(until)}`]
      : days === undefined
        ? []
        : [`its data is kept for ${days === 1 ? '1 day' : `${days} days`} after it was stopped`]
  const facts = [...(since === undefined ? [] : [`stopped since ${momentText(since)}`]), ...kept]
  return facts.length === 0 ? [] : [facts.join('; ')]
}

/** When the service takes a spot instance back, or took it. */
export function spotLines({ reclaim, presence }: OwnedStatus, style: Style): readonly string[] {
  if (reclaim === undefined || (presence.kind === 'seen' && !isLive(presence.instance))) return []
  return [style.yellow(reclaimWords(reclaim))]
}

function reclaimWords(reclaim: SpotReclaim): string {
  const at = reclaim.at === undefined ? '' : ` at ${momentText(reclaim.at)}`
  switch (reclaim.kind) {
    case 'announced':
      return `the service takes it back${at}`
    case 'due':
      return `the service was to take it back${at}, and has not said yet that it did`
    case 'begun':
      return `the service is taking it back${reclaim.at === undefined ? '' : `, for which it named ${momentText(reclaim.at)}`}`
    case 'over':
      return `the service took it back${at}, as it can with a spot instance: apply makes no other while this one is there`
    default:
      return unreachable(reclaim)
  }
}

/** Milliseconds since the epoch. */
const momentText = (at: number): string => timeText(new Date(at).toISOString())
