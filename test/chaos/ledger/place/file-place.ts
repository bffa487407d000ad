import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { position } from '../../../../src/ledger/store.ts'
import { leaseOf, type Place } from './place.ts'

/** A ledger file that all workers have on their disk. */
export async function filePlace(folder: string): Promise<Place> {
  const path = join(folder, 'shared', 'fleet.ledger.jsonl')
  mkdirSync(join(folder, 'shared'))
  return {
    isShared: false,
    lease: leaseOf(200),
    troubleEveryMs: 500,
    waits: false,
    address: () => path,
    environment: () => ({}),
    machine: () => folder,
    troubles: [],
    stored: async () =>
      (existsSync(path) ? readFileSync(path, 'utf8') : '')
        .split('\n')
        .filter(Boolean)
        .map((line, index) => ({ position: position(index + 1), bytes: Buffer.from(line) })),
    [Symbol.asyncDispose]: async () => {},
  }
}
