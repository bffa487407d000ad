#!/usr/bin/env node
import process from 'node:process'
import { type AskedProgram, match } from './cli/asked.ts'
import { helpText } from './cli/help.ts'
import type { run } from './cli/run.ts'
import { canonical } from './config/canonical.ts'
import { exitCode } from './model/exit-status.ts'
import { VERSION } from './model/version.ts'

// What a process starts with. It holds no more than it takes to say what can be asked for; the rest is another file.
const argv = canonical(process.argv.slice(2))
const asked = match(argv)
switch (asked.kind) {
  case 'version':
    say(process.stdout, `ppi-apply ${VERSION}\n`)
    break
  case 'help':
    say(process.stdout, helpText(asked.about))
    break
  case 'nothing':
    say(process.stderr, helpText(undefined))
    process.exitCode = exitCode('usage')
    break
  case 'unknown':
  case 'command':
    runProgram(asked).catch((error: unknown) => {
      // What could not even begin, as of a broken installation; the program answers for everything else.
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
      process.exitCode = exitCode('bug')
    })
    break
}

/** Loads the program from beside this file, and from nowhere else: no code comes from a cache. */
async function runProgram(asked: AskedProgram): Promise<void> {
  const program: { readonly run: typeof run } = require('./program/run.cjs')
  process.exitCode = exitCode(await program.run(argv, asked, import.meta.filename))
}

/** A reader that has gone, as of `--help | head -1`, misses nothing that matters. */
function say(stream: NodeJS.WriteStream, text: string): void {
  stream.on('error', () => {})
  stream.write(text)
}
