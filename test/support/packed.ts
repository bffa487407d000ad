import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let packed: readonly string[] | undefined

/** The files that npm would publish, as paths from the root of the repository. */
export function packedFiles(): readonly string[] {
  packed ??= askNpm()
  return packed
}

function askNpm(): readonly string[] {
  const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [tarball]: [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(answer)
  return tarball.files.map(({ path }) => path)
}

/** Puts the package and what it depends on into a folder, as `npm install --omit=dev` does, and nothing else. */
export function installInto(folder: string): void {
  for (const path of packedFiles()) {
    cpSync(join(ROOT, path), join(folder, 'node_modules/ppi-apply', path))
  }
  const { packages }: Lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  for (const [path, { dev = false, optional = false }] of Object.entries(packages)) {
    if (path === '' || dev || optional) continue
    cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  }
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly optional?: boolean }>
  >
}
