import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { Readable, Writable } from 'node:stream'
import type { TimerOptions } from 'node:timers'
import timers from 'node:timers/promises'
import tty from 'node:tty'
import { constants, Script } from 'node:vm'
import { CLI, checked, type Run, type RunOptions } from './run-cli.ts'

/** What a run can be given that has no process of its own: no signal, no descriptor, no other build. */
export type InProcessOptions = Pick<RunOptions, 'cwd' | 'env' | 'stdin'>

/**
 * Runs the built program as `runCli` does, in this process: its files are loaded anew for each run, with a `process` of
 * their own. That leaves out what it costs to start Node, so it is for the tests of what the program says and does, not
 * for those of signals, terminals, descriptors, locks between processes, and of Node itself.
 *
 * The pauses before a call is repeated are left out: how long they are is for the tests of the client. The waiting that
 * flags such as `--settle` and `--wait` ask for is as it is.
 */
export async function runInProcess(
  args: readonly string[],
  { cwd, env: given = {}, stdin = '' }: InProcessOptions,
): Promise<Run> {
  const obeyed = [...Object.keys(given), ...args].find((word) => OF_NODE.test(word))
  if (obeyed !== undefined) throw new Error(`Node itself obeys ${obeyed} at its start: use runCli`)
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: cwd, ...given }
  const stdout = new Printed()
  const stderr = new Printed()
  const own = new OwnProcess(args, { cwd, env, stdin, stdout, stderr })
  const code = await new Promise<number>((resolve, reject) => {
    own.onEnd = resolve
    const modules: Modules = { own, loaded: new Map(), replaced: replacedFor(own) }
    try {
      load(CLI, modules)
    } catch (error) {
      reject(error)
    }
  })
  own.emit('exit', code)
  const run: Run = { code, signal: null, stdout: stdout.text(), stderr: stderr.text() }
  return checked(run, { args, cwd, isCut: false })
}

/** What Node, or the C library below it, reads before the first line of a program runs. */
const OF_NODE =
  /^(?:NODE_|UV_|LC_|SSL_CERT_|OPENSSL_|LD_)|^(?:TZ|LANG|LANGUAGE)$|^--(?:env-file|experimental)/

const requireReal = createRequire(CLI)

/** The files of the program that a run has loaded, and what it gets in the place of other modules. */
interface Modules {
  readonly own: OwnProcess
  readonly loaded: Map<string, { exports: unknown }>
  readonly replaced: Readonly<Record<string, unknown>>
}

/** What says something of the process. */
function replacedFor(own: OwnProcess): Modules['replaced'] {
  const { env, folder } = own
  return {
    'node:process': own,
    'node:fs': { ...fs, writeSync: own.writeSync },
    'node:os': {
      ...os,
      homedir: () => env.HOME || os.homedir(),
      tmpdir: () => env.TMPDIR || env.TMP || env.TEMP || '/tmp',
    },
    'node:path': {
      ...path,
      resolve: (...parts: string[]) => path.resolve(folder, ...parts),
    },
    'node:timers/promises': {
      ...timers,
      setTimeout: (_ms: number, ...more: [unknown, TimerOptions?]) => timers.setTimeout(0, ...more),
    },
    'node:tty': { ...tty, isatty: () => false },
  }
}

/** Compiled once for all runs of a file of tests. */
const compiled = new Map<string, Script>()

/** Runs a CommonJS file of the program as Node would, once in a run, and gives what it exports. */
function load(file: string, modules: Modules): unknown {
  const { own, loaded, replaced } = modules
  const known = loaded.get(file)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  loaded.set(file, module)
  const require = (name: string): unknown =>
    name.startsWith('.')
      ? load(path.resolve(path.dirname(file), name), modules)
      : (replaced[name] ?? requireReal(name))
  scriptOf(file).runInThisContext()(module.exports, require, module, file, own)
  return module.exports
}

function scriptOf(file: string): Script {
  let script = compiled.get(file)
  if (script === undefined) {
    const text = fs.readFileSync(file, 'utf8').replace(/^#!.*/, '')
    script = new Script(`(function (exports, require, module, __filename, process) {${text}\n})`, {
      filename: file,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    compiled.set(file, script)
  }
  return script
}

/** A stream that keeps what is written to it. */
class Printed extends Writable {
  readonly #chunks: Buffer[] = []

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk)
    done()
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }
}

interface Given {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly stdin: string
  readonly stdout: Printed
  readonly stderr: Printed
}

/** What the program may know of the process that it runs in. It has no other member, so a use of one fails the run. */
class OwnProcess extends EventEmitter {
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable
  readonly stdout: Printed
  readonly stderr: Printed
  readonly folder: string
  readonly execArgv: readonly string[] = []
  readonly pid = process.pid
  readonly platform = process.platform
  readonly version = process.version
  readonly versions = process.versions
  readonly getBuiltinModule = process.getBuiltinModule
  readonly kill = process.kill
  onEnd: (code: number) => void = () => {}

  constructor(args: readonly string[], { cwd, env, stdin, stdout, stderr }: Given) {
    super()
    this.argv = [process.execPath, CLI, ...args]
    this.env = env
    this.folder = cwd
    this.stdin = Readable.from(stdin === '' ? [] : [Buffer.from(stdin)], { objectMode: false })
    this.stdout = stdout
    this.stderr = stderr
  }

  readonly cwd = (): string => this.folder

  /** Standard output and standard error have no descriptors here, so what is written to those goes to the streams. */
  readonly writeSync = (descriptor: number, bytes: Uint8Array, at?: number): number => {
    const stream = { 1: this.stdout, 2: this.stderr }[descriptor]
    if (stream === undefined) return fs.writeSync(descriptor, bytes, at)
    stream.write(bytes.subarray(at))
    return bytes.length - (at ?? 0)
  }

  /** The program sets it when it has done everything. */
  set exitCode(code: number) {
    this.exit(code)
  }

  exit(code: number): void {
    this.onEnd(code)
  }
}
