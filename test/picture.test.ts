import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { recordedRun } from './support/recorded-run.ts'
import { tempDir } from './support/temp-dir.ts'
import { terminalPicture } from './support/terminal-picture.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DEMO = 'ppi-apply apply examples/fleet.yaml --sandbox --yes'
const TRANSCRIPT = /(?<=<!-- transcript:begin -->\n\n```text\n).*?(?=```\n)/s

/** `npm run picture` writes what these tests then compare. */
const isWriting = process.env.PICTURE === 'write'

describe('what the documents show of a run', () => {
  it('is in the picture as the program prints it', async () => {
    const cwd = tempDir()
    cpSync(join(ROOT, 'examples'), join(cwd, 'examples'), { recursive: true })
    const picture = terminalPicture(await recordedRun([DEMO], { cwd, color: true }), DEMO)
    const path = join(ROOT, '.github/run.svg')
    if (isWriting) writeFileSync(path, picture)
    expect(readFileSync(path, 'utf8'), 'stale: npm run picture').toBe(picture)
  })

  it('is in the transcript of both READMEs as the program prints it', async () => {
    const shown = TRANSCRIPT.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[0] ?? ''
    const lines = [...shown.matchAll(/^\$ (.*)$/gm)].map(([, line = '']) => line)
    expect(lines.length).toBeGreaterThan(1)
    const run = await recordedRun(lines, { cwd: tempDir(), color: false })
    for (const name of ['README.md', 'README.zh-CN.md']) {
      const path = join(ROOT, name)
      const text = readFileSync(path, 'utf8')
      if (isWriting)
        writeFileSync(
          path,
          text.replace(TRANSCRIPT, () => run),
        )
      const now = TRANSCRIPT.exec(readFileSync(path, 'utf8'))?.[0]
      expect(now, 'stale: npm run picture').toBe(run)
    }
  })
})

describe('terminalPicture', () => {
  it('shows text as text, each look where it begins', () => {
    const picture = terminalPicture('a \u001b[32m<b> & c\u001b[39m\n\u001b[1mx\u001b[22m', 't')
    expect(picture).toContain(
      '<tspan x="16.0">a </tspan><tspan x="31.6" class="c32">&lt;b&gt; &amp; c</tspan>',
    )
    expect(picture).toContain('class="b">x</tspan>')
  })

  it('refuses a look that it does not know', () => {
    expect(() => terminalPicture('\u001b[41mx', 't')).toThrow('41')
  })
})
