import { type ChildProcess, spawn } from 'node:child_process'
import { platform } from 'node:os'
import type { Readable } from 'node:stream'
import type { Environment } from '../../config/environment.ts'

/** Sends a signal to a group of processes, if it is still there: `process.kill(-leader, signal)`. */
export type SignalGroup = (leader: number, signal: 'SIGTERM' | 'SIGKILL') => void

export interface GroupOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Environment
  readonly input: Uint8Array
  /** After how many milliseconds all of it is ended. */
  readonly limit: number
  /** Ends all of it before. */
  readonly signal: AbortSignal
  readonly signalGroup: SignalGroup
}

export interface GroupEnd {
  /** `null` where a signal ended it. */
  readonly code: number | null
  /** Why we ended it, if we did. */
  readonly ended: 'limit' | 'size' | 'signal' | undefined
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/**
 * Runs a program and all that it starts as one group of processes without a terminal, so that all of it can be ended, and a
 * Ctrl-C that is meant for us does not end it. Rejects where it cannot be started.
 */
export function runGroup(options: GroupOptions): Promise<GroupEnd> {
  const { command, args, cwd, environment, input, limit, signal, signalGroup } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: environment,
      detached: HAS_GROUPS,
      windowsHide: true,
    })
    let ended: GroupEnd['ended']
    let grace: NodeJS.Timeout | undefined
    const end = (why: GroupEnd['ended']): void => {
      ended ??= why
      send(child, 'SIGTERM', signalGroup)
      grace ??= setTimeout(() => send(child, 'SIGKILL', signalGroup), GRACE)
    }
    const onAbort = (): void => end('signal')
    const timer = setTimeout(() => end('limit'), limit)
    signal.addEventListener('abort', onAbort)
    const forget = (): void => {
      clearTimeout(timer)
      clearTimeout(grace)
      signal.removeEventListener('abort', onAbort)
    }

    const [stdout, stderr] = [child.stdout, child.stderr].map((from) =>
      collect(from, () => end('size')),
    )
    // A program that ends before it has read all says why itself.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.once('error', (error) => {
      forget()
      reject(error)
    })
    child.once('exit', () => closeAfter(child, LINGER))
    child.once('close', (code) => {
      forget()
      if (ended !== undefined) send(child, 'SIGKILL', signalGroup)
      resolve({ code, ended, stdout: joined(stdout), stderr: joined(stderr) })
    })
  })
}

/** How long a program may take to remove its lock files when it is asked to end, in milliseconds. */
const GRACE = 2000

/** How long output is waited for once the program is gone: what it left behind, as a shared connection of ssh, may keep it open. */
const LINGER = 500

/** More than any ledger holds. */
const MAX_BYTES = 512 * 1024 * 1024

const HAS_GROUPS = platform() !== 'win32'

function send(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL', signalGroup: SignalGroup): void {
  if (child.pid === undefined) return
  if (HAS_GROUPS) signalGroup(child.pid, signal)
  else child.kill(signal)
}

function closeAfter(child: ChildProcess, wait: number): void {
  const timer = setTimeout(() => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }, wait)
  child.once('close', () => clearTimeout(timer))
}

function collect(from: Readable, tooMuch: () => void): readonly Buffer[] {
  const chunks: Buffer[] = []
  let size = 0
  from.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= MAX_BYTES) chunks.push(chunk)
    else tooMuch()
  })
  return chunks
}

const joined = (chunks: readonly Buffer[] = []): Buffer => Buffer.concat(chunks)
