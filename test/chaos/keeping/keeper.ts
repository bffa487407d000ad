import { fileLedgers } from './file-ledgers.ts'
import type { LedgerKind, LedgerOfStory } from './ledger-of-story.ts'
import { LEDGER_SERVERS, type LedgerServer } from './ledger-server.ts'
import { sharedLedgerOfStory } from './shared-ledger-of-story.ts'

/** Gives each of the stories that are played one after the other its ledger. */
export interface Keeper extends AsyncDisposable {
  open(kind: LedgerKind, folder: string): Promise<LedgerOfStory>
}

/** A server is started when the first story needs it, and ends with the keeper. */
export function startKeeper(): Keeper {
  const servers = new Map<LedgerKind, LedgerServer>()
  let stories = 0
  return {
    async open(kind, folder) {
      if (kind === 'file') return fileLedgers(folder)
      const server = servers.get(kind) ?? (await LEDGER_SERVERS[kind]())
      servers.set(kind, server)
      stories += 1
      return sharedLedgerOfStory(server, folder, `story-${stories}`)
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers.values()) await server[Symbol.asyncDispose]()
    },
  }
}
