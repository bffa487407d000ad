import { closeSync } from 'node:fs'
import process from 'node:process'
import { isatty } from 'node:tty'
import { askedFormat } from '../config/asked-format.ts'
import { flagWords } from '../config/canonical.ts'
import { VERSION } from '../model/version.ts'
import { harmless } from '../output/ci/output-guard.ts'
import { styleOf, wantsColor } from '../output/terminal/style.ts'
import type { Context, Output } from './context.ts'
import { liveLine, type OwnedLiveLine, wantsLiveLine } from './talk/progress-line.ts'
import { OWN_PROCESS } from './this-process.ts'

/**
 * The context of the running process, whose command line was made canonical; `onPrint` is told whenever something goes to standard output. The streams are
 * made when they are first used, since each of them costs part of a short run.
 */
export function processContext(argv: readonly string[], onPrint: () => void): Context {
  // The YAML package prints whole files to standard output where these are set, secrets included.
  delete process.env.LOG_TOKENS
  delete process.env.LOG_STREAM
  letGoOfLostTerminals()
  let stderr: (Output & { readonly live: OwnedLiveLine | undefined }) | undefined
  const stdout = toOutput(process.stdout, argv, () => stderr?.live)
  return {
    version: VERSION,
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
        const live = liveLineOf(process.stderr, argv)
        stderr = { ...toOutput(process.stderr, argv, () => live), live }
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
  argv: readonly string[],
): OwnedLiveLine | undefined {
  const quiet = flagWords(argv).includes('--quiet')
  const isTTY = stream.isTTY === true
  if (!wantsLiveLine({ isTTY, env: process.env, quiet, format: askedFormat(argv) }))
    return undefined
  const live = liveLine(stream)
  // Whatever ends the process, a shell prompt must not be behind half a line.
  process.once('exit', () => live.hide())
  return live
}

function toOutput(
  stream: NodeJS.WriteStream,
  argv: readonly string[],
  live: () => OwnedLiveLine | undefined,
): Output {
  let open = true
  // `apply | head -1` closes the pipe, a lost terminal gives EIO: neither may end a run that spends money.
  stream.on('error', () => {
    open = false
  })
  const isTerminal = stream.isTTY === true
  const words = flagWords(argv)
  const flag = words.includes('--no-color') ? false : words.includes('--color') ? true : undefined
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
