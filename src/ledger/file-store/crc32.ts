import { createRequire } from 'node:module'

let zlib: typeof import('node:zlib') | undefined

/** The CRC-32 of a string as UTF-8. zlib is loaded with the first one: a run without a ledger need not wait for it. */
export function crc32(text: string): number {
  zlib ??= createRequire('/')('node:zlib') as typeof import('node:zlib')
  return zlib.crc32(text)
}
