import { parseS3Address } from '../../src/ledger/s3-store/s3-address.ts'
import type { S3Options } from '../../src/ledger/s3-store/s3-client.ts'
import { openS3Store } from '../../src/ledger/s3-store/s3-store.ts'
import { position, type Store } from '../../src/ledger/store.ts'
import { type S3Server, s3AddressText, s3Environment } from './s3-server.ts'

/** Opens the ledger `fleet`, or another, in a store on loopback; whatever is tried again is tried at once. */
export const openS3 = (
  server: Pick<S3Server, 'url'>,
  options: Partial<S3Options> = {},
  prefix = 'fleet',
): Promise<Store> =>
  openS3Store(parseS3Address(s3AddressText(server, prefix)), {
    environment: s3Environment(),
    random: () => 0,
    ...options,
  })

/** Puts lines as another process would have. */
export function putLines({ objects }: S3Server, from: number, to: number): void {
  for (let at = from; at <= to; at += 1) {
    objects.set(lineKey(at), { body: Buffer.from(lineText(at)), at: Date.now() })
  }
}

export const lineText = (at: number): string => `{"n":${at}}`

export const lineKey = (at: number): string => `fleet/lines/${String(at).padStart(12, '0')}.json`

export const copyKey = (upTo: number): string =>
  `fleet/upto/${String(upTo).padStart(12, '0')}.jsonl`

export async function textsIn(store: Store, from = 0): Promise<readonly string[]> {
  return (await store.read(position(from))).map(({ bytes }) => Buffer.from(bytes).toString())
}

/** The texts of `lineText` for these positions. */
export const lineTexts = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => lineText(from + index))

export const putLine = (store: Store, at: number, text = lineText(at)): Promise<'put' | 'taken'> =>
  store.put(position(at), Buffer.from(text), 'after-call')
