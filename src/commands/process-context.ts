import process from 'node:process'
import { VERSION } from '../version.ts'
import { styleOf, wantsColor } from '../view/style.ts'
import type { Context, Output } from './context.ts'

/** The context of the running process. */
export function processContext(argv: readonly string[]): Context {
  // The YAML package prints whole files to standard output where these are set, secrets included.
  delete process.env.LOG_TOKENS
  delete process.env.LOG_STREAM
  return {
    version: VERSION,
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: toOutput(process.stdout, argv),
    stderr: toOutput(process.stderr, argv),
  }
}

function toOutput(stream: NodeJS.WriteStream, argv: readonly string[]): Output {
  let open = true
  // `apply | head -1` closes the pipe, a lost terminal gives EIO: neither may end a run that spends money.
  stream.on('error', () => {
    open = false
  })
  const isTerminal = stream.isTTY === true
  const flag = argv.includes('--no-color') ? false : argv.includes('--color') ? true : undefined
  return {
    isTerminal,
    width: isTerminal && stream.columns > 0 ? stream.columns : 80,
    style: styleOf(wantsColor({ isTTY: isTerminal, env: process.env, flag })),
    write(text) {
      if (open) stream.write(text)
    },
  }
}
