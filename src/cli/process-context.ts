import { closeSync } from 'node:fs'
import process from 'node:process'
import { isatty } from 'node:tty'
import type { Flags } from '../config/flags.ts'
import { VERSION } from '../model/version.ts'
import { harmless } from '../output/ci/output-guard.ts'
import { styleOf, wantsColor } from '../output/terminal/style.ts'
import type { CommandDescription } from './command-description.ts'
import type { Context, Output } from './context.ts'
import { liveLine, type OwnedLiveLine, wantsLiveLine } from './talk/progress-line.ts'
import { OWN_PROCESS } from './this-process.ts'

/**
 * The context of the running process, for a run with these flags; `onPrint` is told whenever something goes to standard
 * output. Standard error is made when it is first used, since each stream costs part of a short run.
 */
export function processContext(
  flags: Flags,
  commands: readonly CommandDescription[],
  onPrint: () => void,
): Context {
  // The YAML package prints whole files to standard output where these are set, secrets included.
  delete process.env.LOG_TOKENS
  delete process.env.LOG_STREAM
  letGoOfLostTerminals()
  let stderr: (Output & { readonly live: OwnedLiveLine | undefined }) | undefined
  const stdout = toOutput(process.stdout, flags, () => stderr?.live)
  return {
    version: VERSION,
    commands,
    own: OWN_PROCESS,
    cwd: process.cwd(),
    env: process.env,
    get stdin() {
      return process.stdin
    },
    readStdin: (mostBytes) => readStream(process.stdin, mostBytes),
    stdout: {
      ...stdout,
      write: (text) => {
        if (text !== '') onPrint()
        stdout.write(text)
      },
      act: (text) => {
        if (text !== '') onPrint()
        stdout.act(text)
      },
    },
    get stderr() {
      if (stderr === undefined) {
        const live = liveLineOf(process.stderr, flags)
        stderr = { ...toOutput(process.stderr, flags, () => live), live }
      }
      return stderr
    },
  }
}

/**
 * At its end Node sets each terminal back to how it was, and aborts where the terminal is gone (tcsetattr gives EIO). It
 * leaves alone what is closed by then.
 */
function letGoOfLostTerminals(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor))
  process.once('exit', () => {
    for (const descriptor of terminals.filter((each) => !isatty(each))) closeSync(descriptor)
  })
}

/** Standard output holds only what was asked for, so the line is one of standard error, on the terminal of both. */
function liveLineOf(
  stream: NodeJS.WriteStream,
  { quiet = false, format }: Flags,
): OwnedLiveLine | undefined {
  const isTTY = stream.isTTY === true
  if (!wantsLiveLine({ isTTY, env: process.env, quiet, format })) return undefined
  const live = liveLine(stream)
  // Whatever ends the process, a shell prompt must not be behind half a line.
  process.once('exit', () => live.hide())
  return live
}

function toOutput(
  stream: NodeJS.WriteStream,
  flags: Flags,
  live: () => OwnedLiveLine | undefined,
): Output {
  let open = true
  // `apply | head -1` closes the pipe, a lost terminal gives EIO: neither may end a run that spends money.
  stream.on('error', () => {
    open = false
  })
  const isTerminal = stream.isTTY === true
  const flag = flags['no-color'] === true ? false : flags.color
  const colored = wantsColor({ isTTY: isTerminal, env: process.env, flag })
  const print = (text: string) => {
    if (!open) return
    if (isTerminal) live()?.makeWay(text)
    stream.write(text)
  }
  return {
    isTerminal,
    width: isTerminal && stream.columns > 0 ? stream.columns : 80,
    style: styleOf(colored),
    write: (text) => print(harmless(text, { colored })),
    act: print,
  }
}

async function readStream(
  stream: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.byteLength
    if (size > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
