import { closeSync, fstatSync, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { type BoundedRead, READ_AT_ONCE, readAll, reasonOf, tooLarge } from './read-bounded.ts'

/**
 * Reads what a person named below `/dev` or `/proc`: a pipe that a shell opened (`<(command)`), standard input, a file, a
 * device; at most `mostBytes`. Unlike a stream of Node's file system it waits for a pipe without a thread that nothing
 * could stop, so a signal always ends the program.
 */
export async function readOpened(path: string, mostBytes: number): Promise<BoundedRead> {
  try {
    const descriptor = openSync(path, READ_AT_ONCE)
    const stats = fstatSync(descriptor)
    if (stats.isFIFO()) return await readPipe(descriptor, mostBytes)
    try {
      return readAll(descriptor, mostBytes)
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    return { kind: 'refused', why: reasonOf(cause), cause }
  }
}

async function readPipe(descriptor: number, mostBytes: number): Promise<BoundedRead> {
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false })
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of pipe as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length > mostBytes) break
  }
  return length > mostBytes
    ? tooLarge(mostBytes)
    : { kind: 'read', bytes: Buffer.concat(pieces, length) }
}
