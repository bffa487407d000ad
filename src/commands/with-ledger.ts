import { openLedger, readLedger } from '../ledger/file.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { acquireLock, type Lock } from '../ledger/lock.ts'
import type { Flags } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
import { UserError } from '../user-error.ts'
import { adoptByHand, nextCommand } from '../view/next-command.ts'
import { plain } from '../view/terminal-text.ts'
import type { Context } from './context.ts'
import type { Service } from './service.ts'
import { refresh } from './survey.ts'
import { whoseLedger } from './whose-ledger.ts'

export interface LedgerUse {
  /** What the lock says that its holder is doing. */
  readonly command: string
  readonly context: Context
  readonly flags: Flags
  readonly settings: Settings
  readonly service: Service
  readonly signal?: AbortSignal
}

/**
 * Runs something with the ledger open for writing and locked, and gives both back whatever happens. What was odd
 * about lock, file or key is told on standard error before that.
 */
export async function withLedger<Result>(
  use: LedgerUse,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  const { context } = use
  const note = (text: string) => context.stderr.write(`${context.stderr.style.yellow(text)}\n`)
  const { lock, ledger } = await open(use, note)
  try {
    try {
      return await work(ledger)
    } finally {
      await ledger.close()
    }
  } finally {
    await giveBack(lock, note)
  }
}

/** Whatever goes wrong up to here went wrong before anything was sent or changed, and the words say so. */
async function open(
  use: LedgerUse,
  note: (text: string) => void,
): Promise<{ readonly lock: Lock; readonly ledger: Ledger }> {
  try {
    const lock = await acquireLock(use.service.ledgerPath, {
      command: use.command,
      unlockWith: (id) => nextCommand('unlock', [id], { flags: use.flags, args: [] }),
    })
    try {
      if (lock.takenOver !== undefined) {
        const { pid, command, time } = lock.takenOver
        note(
          `The lock of ${plain(command)} (process ${pid}, ${time}) was taken over: that process is gone. What it left open is looked up before anything is sent.`,
        )
      }
      return { lock, ledger: await openWhole(use, note) }
    } catch (error) {
      await giveBack(lock, note)
      throw error
    }
  } catch (error) {
    throw beforeAnything(error, use.command)
  }
}

/** A lock that stays must not hide how the run ended; its process is gone soon, and then it is taken over. */
async function giveBack(lock: Lock, note: (text: string) => void): Promise<void> {
  try {
    await lock.release()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    note(`${plain(error.message)}. The next run on this machine takes the lock over.`)
  }
}

function beforeAnything(error: unknown, command: string): unknown {
  if (!(error instanceof UserError) || /nothing was/i.test(error.hint ?? '')) return error
  const nothing = command === 'apply' ? 'Nothing was sent.' : 'Nothing was changed.'
  const hint = error.hint === undefined ? nothing : `${nothing} ${error.hint}`
  return new UserError(error.message, { ending: error.ending, hint, cause: error.cause })
}

async function openWhole(use: LedgerUse, note: (text: string) => void): Promise<Ledger> {
  const { service, context, flags, settings, signal } = use
  const apiKey = service.apiKey
  const { ledgerPath } = service
  const adoptWith = adoptByHand(flags)
  const read = await readLedger(ledgerPath, { adoptWith })
  const whose = await whoseLedger({
    ledgerPath,
    entries: read.entries,
    service: service.name,
    apiKey,
    flags,
    list: () => refresh(service.access?.client, settings, signal),
  })
  if (whose.kind === 'new-key') note(whose.words)
  const ledger = await openLedger(ledgerPath, {
    service: service.name,
    apiKey: apiKey?.reveal(),
    version: context.version,
    acceptKey: whose.kind === 'new-key',
    adoptWith,
    read,
  })
  if (ledger.torn !== undefined) {
    const { line, keptAt } = ledger.torn
    note(
      `Line ${line} of the ledger was cut short by a crash or a full disk, and was set aside as ${plain(keptAt)}. What was to be sent then was not sent; an attempt whose outcome it told is in doubt, and looked up before anything is sent.`,
    )
  }
  for (const { path, entries: kept } of ledger.rescued) {
    const ids = kept.flatMap((entry) => (entry.type === 'created' ? [entry.id] : []))
    const what = ids.length === 0 ? 'what it tells' : ids.join(', ')
    note(`Took ${plain(what)} into the ledger from the emergency file ${plain(path)}.`)
  }
  return ledger
}
