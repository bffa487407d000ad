import { instancesOf, isLive, type Remote } from '../../api/remote.ts'
import type { CommandLine, Flags } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { readFleet } from '../../definitions/load-fleet.ts'
import { findEntry, knownKeys } from '../../ledger/find-entry.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { ForgottenRecord, InstanceId } from '../../ledger/record.ts'
import { type EntryState, toState } from '../../ledger/state.ts'
import type { Ending } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'
import { refresh } from '../../operations/account/refresh.ts'
import { forgottenJson } from '../../output/json/ledger-edit-json.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { editRefused } from '../../output/text/edit-refusal-text.ts'
import { type Forgetting, forgettingText } from '../../output/text/forget-text.ts'
import { candidatesFor } from '../../plan/attempt-matches.ts'
import { currencyOf } from '../../pricing/currency.ts'
import type { Context } from '../context.ts'
import { openService } from '../input/open-target.ts'
import { withLedger } from '../input/with-ledger.ts'
import { during } from '../talk/apply-progress.ts'
import { confirm } from '../talk/confirm.ts'
import { documentText } from '../talk/output-format.ts'
import { takeInterrupts } from '../talk/signals.ts'

/** Closes attempts in doubt as not made, and drops instances from the ledger. Nothing in the account changes. */
export async function forgetCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<Ending> {
  const { flags } = line
  const [name, ...ids] = line.args
  if (name === undefined) {
    throw new UserError('forget takes the name of an entry', {
      ending: 'usage',
      hint: 'as in: ppi-apply forget trainer; ppi-apply status lists the names',
    })
  }
  const settings = await loadSettings({ flags, args: [] }, context)
  // Whatever is wrong with the files: only what is secret in them counts here, for what the service may repeat.
  const { secrets } = await readFleet(context, settings)
  const service = await openService({ context, settings, flags, secrets })
  try {
    return await withLedger(
      { command: 'forget', context, flags, settings, service },
      async (ledger) => {
        const state = toState(ledger.records)
        const found = findEntry(name, state)
        if (found === undefined) {
          throw editRefused(
            {
              kind: 'unknown-entry',
              word: name,
              known: knownKeys(state),
              mayBeInFile: false,
            },
            line,
          )
        }
        const remote = await during(context.stderr.live, 'Looking at the account', () =>
          refresh(service.access?.client, settings, ledger),
        )
        const forgetting: Forgetting = {
          ...toForgetting(found.entry, ids, remote, ledger),
          currency: currencyOf(service.name),
          again: line,
        }
        return await forget({ context, format, flags, ledger }, forgetting)
      },
    )
  } finally {
    await service.close()
  }
}

interface Setting {
  readonly context: Context
  readonly format: 'text' | 'json'
  readonly flags: Flags
  readonly ledger: Ledger
}

async function forget(
  { context, format, flags, ledger }: Setting,
  forgetting: Forgetting,
): Promise<Ending> {
  const { stderr, stdin, stdout } = context
  const { entry, instances, attempts } = forgetting
  const word = shellWord(entry.name ?? entry.key)
  stderr.write(forgettingText(forgetting, stderr.style))
  if (flags.yes !== true) {
    if (!stdin.isTTY) {
      throw new UserError('there is no terminal to ask at, and --yes was not given', {
        nothingDone: 'changed',
        hint: 'Read the lines above, then run the same command with --yes',
      })
    }
    const interrupts = takeInterrupts(() => stderr.write('\n'))
    try {
      const isYes = await confirm(`Forget ${word}?`, context, interrupts)
      if (!isYes) {
        const ending = interrupts.requested() ? 'interrupted' : 'refused'
        throw new UserError('not approved: nothing was changed', { ending })
      }
    } finally {
      interrupts.release()
    }
  }
  const line: ForgottenRecord = {
    type: 'forgotten',
    time: new Date().toISOString(),
    key: entry.key,
    attempts: attempts.map(({ attempt }) => attempt),
    ids: instances.map(({ owned }) => owned.id),
  }
  await ledger.append(line)
  stdout.write(
    format === 'json'
      ? documentText(forgottenJson(line, forgetting))
      : `${word} is forgotten: ${counted(line)}.\n`,
  )
  return 'done'
}

const counted = ({ attempts, ids }: ForgottenRecord): string => {
  const parts = [
    ...(ids.length === 0 ? [] : [`${ids.map(plain).join(', ')} no longer in the ledger`]),
    ...(attempts.length === 0
      ? []
      : [
          attempts.length === 1
            ? 'its attempt counts as not made'
            : 'its attempts count as not made',
        ]),
  ]
  return parts.join('; ')
}

function toForgetting(
  entry: EntryState | undefined,
  ids: readonly string[],
  remote: Remote,
  ledger: Ledger,
): Omit<Forgetting, 'currency' | 'again'> {
  if (entry === undefined) throw new Error('an entry of the ledger was looked up')
  const missing = ids.find((id) => !entry.instances.some((owned) => owned.id === id))
  if (missing !== undefined) {
    const list = entry.instances.map((owned) => plain(owned.id)).join(', ')
    throw new UserError(
      `${plain(missing)} is not an instance of ${shellWord(entry.name ?? entry.key)}`,
      { hint: list === '' ? 'the ledger holds none of it' : `it has ${list}` },
    )
  }
  const listed = new Map(instancesOf(remote).map((instance) => [instance.id, instance]))
  const isMeant = (id: InstanceId): boolean => ids.length === 0 || ids.includes(id)
  const instances = entry.instances
    .filter(({ id }) => isMeant(id))
    .map((owned) => ({ owned, remote: listed.get(owned.id) }))
  const attempts = ids.length === 0 ? entry.open : []
  const states = [...toState(ledger.records).entries.values()]
  const owned = new Set(states.flatMap((each) => each.instances.map(({ id }) => id)))
  return {
    entry,
    instances,
    attempts,
    candidates: candidatesFor(attempts, [...listed.values()], owned).filter(({ instance }) =>
      isLive(instance),
    ),
    unseen: remote.kind === 'complete' ? undefined : remote.why,
  }
}
