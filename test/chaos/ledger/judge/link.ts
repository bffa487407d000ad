import { createHash } from 'node:crypto'
import { decode, encodeLinked } from '../../../../src/ledger/codec.ts'

/** What a line has to say of the one before it: counted here once more, with none of the program's code. */
export const prevOf = (before: Uint8Array | undefined): string | undefined =>
  before && createHash('sha256').update(before).digest('hex').slice(0, 32)

/** The same line behind another one. */
export function relinked(line: Uint8Array, before: Uint8Array | undefined): Uint8Array {
  const decoded = decode(Buffer.from(line).toString())
  if (decoded.kind !== 'record' || decoded.link === undefined) throw new Error('not a line')
  const { uid } = decoded.link
  return Buffer.from(encodeLinked(decoded.record, { uid, prev: prevOf(before) }))
}
