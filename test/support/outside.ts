import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempDir } from './temp-dir.ts'

/** A checkout of a stranger, and beside it the home of the person who runs the tool there. */
export interface Hostile {
  readonly checkout: string
  readonly home: string
  /** Every file and folder outside of the checkout, with what is in it. */
  outside(): Readonly<Record<string, string>>
}

export const SENTINEL = 'machine git.example login sentinel password s3ntinel-in-the-home\n'

export const DEFINITION = `instances:
  - name: trainer
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: image.example.com/pytorch:2.7
`

/** A repository with these files and a sound definition. `lay` makes the links. */
export function hostileCheckout(
  lay: (folders: { readonly checkout: string; readonly home: string }) => void,
  files: Readonly<Record<string, string>> = {},
): Hostile {
  const top = tempDir()
  const checkout = join(top, 'build', 'checkout')
  const home = join(top, 'home')
  for (const folder of [checkout, join(home, 'folder')]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(home, '.netrc'), SENTINEL)
  writeFileSync(join(home, 'folder', '.bashrc'), SENTINEL)
  execFileSync('git', ['init', '--quiet', checkout])
  for (const [name, text] of Object.entries({ 'instances.yaml': DEFINITION, ...files })) {
    mkdirSync(join(checkout, name, '..'), { recursive: true })
    writeFileSync(join(checkout, name), text)
  }
  lay({ checkout, home })
  return { checkout, home, outside: () => ({ ...contentsOf(top, checkout) }) }
}

function contentsOf(folder: string, without: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (path === without) continue
    if (lstatSync(path).isDirectory())
      Object.assign(found, { [path]: '' }, contentsOf(path, without))
    else found[path] = lstatSync(path).isFile() ? readFileSync(path, 'utf8') : 'no file'
  }
  return found
}
