import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installInto } from './packed.ts'
import { tempDir } from './temp-dir.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Each Node of this machine that can run the program: ours, those of `NODE_BINARIES`, and those that a package holds. */
export function nodesAtHand(): readonly string[] {
  const named = (process.env.NODE_BINARIES ?? '').split(delimiter).filter((path) => path !== '')
  const modules = join(ROOT, 'node_modules')
  const packaged = readdirSync(modules)
    .filter((name) => /^node-(?:linux|darwin|win)-/.test(name))
    .map((name) => join(modules, name, 'bin/node'))
    .filter((path) => existsSync(path))
  return [...new Set([process.execPath, ...named, ...packaged])]
}

export interface Installed {
  /** Gives all that was printed; how it ended does not matter. */
  readonly run: (
    args: readonly string[],
    cwd: string,
    env?: Readonly<Record<string, string>>,
  ) => Promise<string>
}

/**
 * The built program as npm installs it, with no package beside it but those it depends on: a name in
 * `node_modules/.bin`, started by its first line on this Node.
 */
export function installedFor(node: string): Installed {
  const folder = tempDir()
  const bin = join(folder, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  installInto(folder)
  symlinkSync('../ppi-apply/dist/cli.cjs', join(bin, 'ppi-apply'))
  mkdirSync(join(folder, 'node'))
  symlinkSync(node, join(folder, 'node/node'))
  const PATH = [join(folder, 'node'), bin, '/usr/bin', '/bin'].join(delimiter)
  return {
    run: (args, cwd, env = {}) =>
      new Promise((resolve) => {
        execFile(
          'ppi-apply',
          args,
          { cwd, env: { PATH, HOME: folder, ...env }, timeout: 30_000 },
          (_, stdout, stderr) => resolve(stdout + stderr),
        )
      }),
  }
}
