import { createHash } from 'node:crypto'
import { runCli } from './run-cli.ts'

/**
 * What these command lines print, one after the other in one folder, as a person would see it: each line behind a `$`,
 * its output below. What differs from run to run (ids, times) is replaced by what never does.
 */
export async function recordedRun(
  lines: readonly string[],
  { cwd, color }: { readonly cwd: string; readonly color: boolean },
): Promise<string> {
  const blocks: string[] = []
  for (const line of lines) {
    const [program, ...args] = line.split(' ')
    if (program !== 'ppi-apply') throw new Error(`not a line of ppi-apply: ${line}`)
    const { code, stdout, stderr } = await runCli(args, {
      cwd,
      env: color ? { FORCE_COLOR: '1' } : {},
    })
    if (code !== 0 || stderr !== '') throw new Error(`${line} ended with ${code}: ${stderr}`)
    const prompt = color ? `\u001b[2m$\u001b[22m \u001b[1m${line}\u001b[22m` : `$ ${line}`
    blocks.push(`${prompt}\n${stdout.trimEnd()}\n`)
  }
  return pinned(blocks.join('\n'))
}

function pinned(text: string): string {
  const ids = new Map<string, string>()
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '2026-11-24 08:00 UTC')
    .replace(/\(\d+\.\d s\)/g, '(0.1 s)')
    .replace(/(?<=in doubt, in ).*$/gm, '1 s')
    .replace(/\b[0-9a-f]{16}\b/g, (id) => {
      const fixed = ids.get(id) ?? createHash('sha256').update(`${ids.size}`).digest('hex')
      ids.set(id, fixed.slice(0, 16))
      return fixed.slice(0, 16)
    })
}
