#!/usr/bin/env node
import { writeSync } from 'node:fs'
import process from 'node:process'
import { type AskedProgram, match } from './cli/asked.ts'
import { helpText } from './cli/help.ts'
import { canonical } from './config/canonical.ts'
import { type ExitStatus, exitCode } from './model/exit-status.ts'
import { VERSION } from './model/version.ts'

// What a process starts with. It holds no more than it takes to say what can be asked for; the rest is another file.
answer(canonical(process.argv.slice(2))).then(end, (error: unknown) => {
  // What could not even begin, as of a broken installation; the program answers for everything else.
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  end('bug')
})

function end(ending: ExitStatus): void {
  process.exitCode = exitCode(ending)
}

async function answer(argv: readonly string[]): Promise<ExitStatus> {
  const asked = await match(argv)
  switch (asked.kind) {
    case 'version':
      say(1, `ppi-apply ${VERSION}\n`)
      return 'done'
    case 'help':
      say(1, await helpText(asked.about))
      return 'done'
    case 'nothing':
      say(2, await helpText(undefined))
      return 'usage'
    case 'unknown':
    case 'command':
      return await runProgram(argv, asked)
  }
}

/** The program is beside this file, and comes from nowhere else: no code comes from a cache. */
async function runProgram(argv: readonly string[], asked: AskedProgram): Promise<ExitStatus> {
  const { run } = await import('./cli/run.ts')
  return await run(argv, asked, import.meta.filename)
}

/**
 * Writes without a stream where that can be, as to make one takes a tenth of a short run. A reader that has gone, as of
 * `--help | head -1`, misses nothing that matters.
 */
function say(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text)
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written)
  } catch {
    // Such as a pipe that is full and does not block: a stream waits for its reader.
    const stream = descriptor === 1 ? process.stdout : process.stderr
    stream.on('error', () => {})
    stream.write(bytes.subarray(written))
  }
}
