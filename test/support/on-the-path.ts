import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * What runs below these tests finds the built program under its name, as users who installed it do: so the commands that
 * it prints begin with its name, wherever the checkout lies.
 */
export function setup(): void {
  const bin = join(ROOT, '.cache/bin')
  mkdirSync(bin, { recursive: true })
  const link = join(bin, 'ppi-apply')
  if (!existsSync(link)) {
    try {
      symlinkSync('../../dist/cli.cjs', link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  process.env.PATH = [bin, process.env.PATH].join(delimiter)
}
