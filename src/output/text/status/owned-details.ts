import { phaseOf } from '../../../api/instance-phase.ts'
import type { CommandLine } from '../../../config/flags.ts'
import type { Connection } from '../../../status/connection.ts'
import type { OwnedStatus } from '../../../status/owned-status.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { nextCommand } from '../next-command.ts'
import { commandForThis } from './command-for-this.ts'
import { connectionLines } from './connection-text.ts'
import { expiryLines } from './expiry-text.ts'
import { openLines, runStateLines, spotLines } from './run-state-text.ts'
import type { StatusLook } from './status-look.ts'

/** What there is to say of an instance below its row. */
export function belowOf(
  item: OwnedStatus,
  connection: Connection | undefined,
  { style, showSecrets, commandLine }: StatusLook,
): readonly string[] {
  return [
    ...errorLines(item, commandLine, style),
    ...lostLines(item),
    ...supersededLines(item, commandLine, style),
    ...openLines(item, commandLine, style),
    ...runStateLines(item, connection, commandLine, style),
    ...spotLines(item, style),
    ...(item.protect && item.presence.kind !== 'gone' ? ['protected'] : []),
    ...expiryLines(item, commandLine, style),
    ...fileLines(item, commandLine, style),
    ...(connection === undefined ? [] : connectionLines(connection, showSecrets, style)),
  ].map((line) => `    ${line}`)
}

function errorLines(item: OwnedStatus, commandLine: CommandLine, style: Style): readonly string[] {
  const { presence, protect } = item
  if (presence.kind !== 'seen') return []
  const { instance } = presence
  const destroy = commandForThis('destroy', item, commandLine)
  return [
    ...(instance.statusError === undefined
      ? []
      : [style.red(`error: ${plain(instance.statusError)}`)]),
    ...(phaseOf(instance) !== 'failed' || protect || destroy === undefined
      ? []
      : [style.dim(`to end it, with all data on its disk: ${destroy}`)]),
  ]
}

/** Another one takes its place, and until this one is gone both are billed. */
function supersededLines(
  { presence, supersededBy }: OwnedStatus,
  { flags, args }: CommandLine,
  style: Style,
): readonly string[] {
  if (supersededBy === undefined || presence.kind === 'gone') return []
  const end = nextCommand('apply', ['--allow', 'replace'], { flags, args })
  return [
    style.yellow(
      `replaced by ${plain(supersededBy)}, and still billed; to end it once that runs: ${end}`,
    ),
  ]
}

function lostLines({ presence, inFiles, supersededBy }: OwnedStatus): readonly string[] {
  if (presence.kind !== 'gone') return []
  if (supersededBy !== undefined) {
    return [`the account no longer has it; ${plain(supersededBy)} took its place`]
  }
  return [
    inFiles === false
      ? 'the account no longer has it'
      : 'the account no longer has it; apply creates what is in a file again, once a person or --allow recreate says so',
  ]
}

function fileLines(item: OwnedStatus, commandLine: CommandLine, style: Style): readonly string[] {
  const { inFiles, elsewhere, protect, presence, name, key } = item
  if (elsewhere !== undefined) return [style.dim(`in ${plain(elsewhere)}, which was not read`)]
  if (inFiles !== false) return []
  const end =
    protect || presence.kind === 'gone' ? undefined : commandForThis('destroy', item, commandLine)
  const forget = nextCommand('forget', [shellWord(name ?? key)], {
    flags: commandLine.flags,
    args: [],
  })
  return [
    style.yellow(
      `in no file; ${end === undefined ? '' : `to end it: ${end}; `}${presence.kind === 'gone' ? 'no longer ours' : 'to keep it, no longer ours'}: ${forget}`,
    ),
  ]
}
