import { isUtf8 } from 'node:buffer'
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { SourceFile } from '../../model/location.ts'

export type Decoded =
  | { readonly kind: 'text'; readonly file: SourceFile }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic }

/** Turns the bytes of a file into its text. Only UTF-8 is read, nothing is guessed; a byte order mark is dropped. */
export function decode(path: string, bytes: Uint8Array): Decoded {
  const encoding = otherEncoding(bytes)
  if (encoding !== undefined) return refuse({ path, text: '' }, 'file-utf16', 0, { encoding })
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const body = hasMark ? bytes.subarray(3) : bytes
  const file = { path, text: textOf(body) }
  if (!isUtf8(body)) {
    const bad = firstInvalidByte(body)
    const args = { byte: body[bad] ?? 0, offset: bad + (hasMark ? 3 : 0) }
    return refuse(file, 'file-not-utf8', textOf(body.subarray(0, bad)).length, args)
  }
  const nul = file.text.indexOf('\0')
  if (nul !== -1) return refuse(file, 'file-has-nul', nul, { offset: body.indexOf(0) })
  return { kind: 'text', file }
}

function refuse<C extends Parameters<typeof diagnose>[0]>(
  file: SourceFile,
  code: C,
  offset: number,
  args: Parameters<typeof diagnose<C>>[2],
): Decoded {
  const span = { start: offset, end: Math.min(offset + 1, file.text.length) }
  return { kind: 'refused', diagnostic: diagnose(code, { file, pointer: '', span }, args) }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

/** The name of a Unicode encoding that is not UTF-8, by its mark or by the zeros around the first characters. */
function otherEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32 LE' : 'UTF-16 LE'
  if (a === 0xfe && b === 0xff) return 'UTF-16 BE'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32 BE'
  if (a !== 0 && b === 0 && c !== 0 && d === 0 && bytes.length >= 4) return 'UTF-16 LE'
  if (a === 0 && b !== 0 && c === 0 && d !== 0 && bytes.length >= 4) return 'UTF-16 BE'
  return undefined
}

/** The index of the first byte that starts no valid sequence. Valid prefixes are found by halving, since the check is native. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0
  let beyond = bytes.length
  while (beyond - valid > 64) {
    const middle = startOfCharacter(bytes, valid + ((beyond - valid) >> 1))
    if (middle <= valid) break
    if (isUtf8(bytes.subarray(valid, middle))) valid = middle
    else beyond = middle
  }
  while (valid < bytes.length) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(bytes.subarray(valid, valid + size)))
    if (length === undefined) break
    valid += length
  }
  return valid
}

/** Goes back from inside a sequence to its first byte: at most three continuation bytes. */
function startOfCharacter(bytes: Uint8Array, index: number): number {
  let start = index
  while (start > index - 3 && start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1
  return start
}
