import { openLedger, readLedger } from '../ledger/file.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { acquireLock } from '../ledger/lock.ts'
import type { Flags } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
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
  const { service, context } = use
  const note = (text: string) => context.stderr.write(`${context.stderr.style.yellow(text)}\n`)
  const lock = await acquireLock(service.ledgerPath, { command: use.command })
  try {
    if (lock.takenOver !== undefined) {
      const { pid, command, time } = lock.takenOver
      note(
        `The lock of ${plain(command)} (process ${pid}, ${time}) was taken over: that process is gone. What it left open is looked up before anything is sent.`,
      )
    }
    const ledger = await openWhole(use, note)
    try {
      return await work(ledger)
    } finally {
      await ledger.close()
    }
  } finally {
    await lock.release()
  }
}

async function openWhole(use: LedgerUse, note: (text: string) => void): Promise<Ledger> {
  const { service, context, flags, settings, signal } = use
  const apiKey = service.apiKey
  const { ledgerPath } = service
  const { entries } = await readLedger(ledgerPath)
  const whose = await whoseLedger({
    ledgerPath,
    entries,
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
  })
  if (ledger.torn !== undefined) {
    const { line, keptAt } = ledger.torn
    note(
      `Line ${line} of the ledger was cut short by a crash or a full disk. It was set aside as ${plain(keptAt)}; nothing was sent on account of it.`,
    )
  }
  for (const { path, entries: kept } of ledger.rescued) {
    const ids = kept.flatMap((entry) => (entry.type === 'created' ? [entry.id] : []))
    const what = ids.length === 0 ? 'what it tells' : ids.join(', ')
    note(`Took ${plain(what)} into the ledger from the emergency file ${plain(path)}.`)
  }
  return ledger
}
