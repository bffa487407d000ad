import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CLI, runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Puts a pipe that is full and does not block in the place of standard output, as another program that shares it may do. */
const FULL_PIPE = `
const { closeSync, constants, openSync, writeSync } = require('node:fs')
closeSync(1)
openSync('pipe', constants.O_WRONLY | constants.O_NONBLOCK)
try {
  for (;;) writeSync(1, Buffer.alloc(4096, '.'))
} catch (error) {
  if (error.code !== 'EAGAIN') throw error
}
`

/** Reads what is in the pipe now. */
function drain(pipe: number): string {
  const parts: string[] = []
  const buffer = Buffer.alloc(65_536)
  try {
    for (;;) {
      const size = readSync(pipe, buffer)
      if (size === 0) return parts.join('')
      parts.push(buffer.toString('utf8', 0, size))
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'EAGAIN' })
    return parts.join('')
  }
}

it.each([
  [['--version'], /^ppi-apply \d/],
  [['--help'], /^ppi-apply: .*COMMAND --help tells more about a command\.\n$/s],
  [['plan', '--help'], /Exit codes:/],
])('is whole where standard output is full and does not block: %j', async (args, whole) => {
  const cwd = tempDir({ 'full-pipe.cjs': FULL_PIPE })
  execFileSync('mkfifo', [join(cwd, 'pipe')])
  const pipe = openSync(join(cwd, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK)
  const child = spawn(process.execPath, ['-r', './full-pipe.cjs', CLI, ...args], { cwd })
  const ended = once(child, 'exit')
  // Nothing tells when there is something to read, so it is looked for until the program has ended.
  let stdout = ''
  const reading = setInterval(() => {
    stdout += drain(pipe)
  }, 50)
  expect(await ended).toEqual([0, null])
  clearInterval(reading)
  stdout += drain(pipe)
  closeSync(pipe)
  expect(stdout).toMatch(/^\.{4096}/)
  expect(stdout.replace(/^\.+/, '')).toMatch(whole)
})

it.each([[['--version']], [['--help']]])('ends well where nobody reads: %j', async (args) => {
  const { code, stderr } = await runCli(args, {
    cwd: tempDir(),
    onStart: (child) => child.stdout?.destroy(),
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})
