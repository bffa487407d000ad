import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { PathRefused, refuseLinks } from '../../model/files/links.ts'
import { makeFolder } from '../../model/files/make-folder.ts'
import { openFile } from '../../model/files/open-file.ts'
import { UserError } from '../../model/user-error.ts'
import type { Operation } from '../routes/api-operation.ts'
import type { StoredInstance } from './stored-instance.ts'

/** One line of the log of requests. Nothing in it is a secret: names and ids, never bodies or keys. */
export interface CallLine {
  readonly time: string
  /** The same for all lines of one request, unique over processes. */
  readonly call: string
  /** `received`: read in full; `committed`: an instance was made or changed, on disk; `ended`: answered, dropped or left hanging. */
  readonly phase: 'received' | 'committed' | 'ended'
  readonly operation: Operation
  readonly name?: string
  readonly id?: string
  /** Of the answer; absent when none was sent. */
  readonly status?: number
  readonly reason?: string
  /** The faults of the script that came in between. */
  readonly faults?: readonly string[]
}

/** Where instances and calls are kept. Several processes may use one folder at once. */
export interface Store {
  /** Every instance ever made, also by other processes on the folder, the last version of each, oldest first. */
  instances(): readonly StoredInstance[]
  /** Keeps an instance. On return it is on disk and survives a kill of this process. */
  put(instance: StoredInstance): void
  log(line: CallLine): void
  /** The lines logged by this and other processes on the folder. */
  calls(): readonly CallLine[]
}

/** Instances and calls in memory only: gone with the process. */
export function memoryStore(): Store {
  const kept = new Map<string, StoredInstance>()
  const lines: CallLine[] = []
  return {
    instances: () => [...kept.values()],
    put: (instance) => void kept.set(instance.id, instance),
    log: (line) => void lines.push(line),
    calls: () => [...lines],
  }
}

/**
 * Instances and calls as JSON lines in a folder, append-only. An appended line is one write of an append-only file, so
 * processes do not tear each other's lines; a line that a kill cut short was never answered and is passed over.
 */
export function folderStore(folder: string): Store {
  const instances = lineFile<{ v: number; instance: StoredInstance }>(
    join(folder, 'instances.jsonl'),
  )
  const calls = lineFile<CallLine>(join(folder, 'calls.jsonl'))
  try {
    makeFolder(folder)
    instances.prove()
    calls.prove()
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    throw new UserError(`The sandbox cannot keep its instances in ${folder}`, {
      hint: 'Name a folder that can be written to.',
      cause,
    })
  }
  const kept = new Map<string, StoredInstance>()
  return {
    instances() {
      const read = instances.readOn()
      if (read.fromStart) kept.clear()
      for (const { v, instance } of read.lines) {
        if (v !== VERSION) {
          throw new UserError(`${folder} was written by another version of the sandbox`, {
            hint: 'Nothing in it costs money: delete the folder to start again.',
          })
        }
        kept.set(instance.id, instance)
      }
      return [...kept.values()]
    },
    put: (instance) => instances.append({ v: VERSION, instance }, true),
    log: (line) => calls.append(line, false),
    calls: () => lineFile<CallLine>(join(folder, 'calls.jsonl')).readOn().lines,
  }
}

const VERSION = 1

/** Appends and reads a file of JSON lines that others may append to as well. */
function lineFile<Line>(path: string) {
  let offset = 0
  return {
    touch() {
      if (isThere(path)) return
      makeFolder(join(path, '..'))
      closeSync(openFile(path, { for: 'append' }))
      syncFolder(join(path, '..'))
    },
    /** Throws what would stop the first line, before any call is answered. */
    prove() {
      this.touch()
      closeSync(openFile(path, { for: 'append' }))
    },
    append(line: Line, flush: boolean) {
      this.touch()
      const file = openFile(path, { for: 'append' })
      try {
        // The leading line end closes a line that a killed process left open.
        const bytes = Buffer.from(`\n${JSON.stringify(line)}\n`)
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
        if (flush) fdatasyncSync(file)
      } finally {
        closeSync(file)
      }
    },
    /** The lines appended since the last time; all of them when the file was cut or replaced meanwhile. */
    readOn(): { readonly lines: readonly Line[]; readonly fromStart: boolean } {
      if (!isThere(path)) {
        offset = 0
        return { lines: [], fromStart: true }
      }
      const file = openFile(path, { for: 'read' })
      try {
        const { size } = fstatSync(file)
        const fromStart = offset === 0 || size < offset
        if (fromStart) offset = 0
        if (size - offset > MAX_BYTES) throw tooLarge(path)
        const bytes = Buffer.alloc(size - offset)
        const length = readSync(file, bytes, 0, bytes.length, offset)
        // A line without its end was never answered, unless only the end is missing: then it holds for every reader.
        const closed = bytes.subarray(0, length).lastIndexOf(0x0a) + 1
        const end = parsed(bytes.toString('utf8', closed, length)).length > 0 ? length : closed
        offset += end
        const texts = bytes.toString('utf8', 0, end).split('\n')
        return { lines: texts.flatMap((text) => parsed<Line>(text)), fromStart }
      } finally {
        closeSync(file)
      }
    },
  }
}

/** Room for 30,000 changes of instances; each reader keeps them in memory. */
const MAX_BYTES = 32 * 2 ** 20

const tooLarge = (path: string): UserError =>
  new UserError(`${path} is larger than ${MAX_BYTES / 2 ** 20} MiB`, {
    hint: 'Nothing in it costs money: delete it to start the sandbox again.',
  })

/** Also a link that leads nowhere: it is refused when it is opened. */
const isThere = (path: string): boolean => {
  refuseLinks(path)
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function parsed<Line>(text: string): Line[] {
  if (text === '') return []
  try {
    return [JSON.parse(text) as Line]
  } catch {
    return []
  }
}

/** So that a new file's name is on disk too. Not every system lets a folder be opened. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // The file itself is flushed; only its name could be lost, and only with the power.
  }
}
