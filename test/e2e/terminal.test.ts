import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerJson, createServerWith } from '../support/create-server.ts'
import { runOnTerminal } from '../support/run-on-terminal.ts'
import { screenOf } from '../support/screen.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string) =>
  `  - { name: ${name}, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }\n`
const FLEET = `instances:\n${entry('a')}${entry('b')}`
const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }
const ERASE = '\u001b[K'

/** A service that answers the first create call only when the test says so. */
async function heldService() {
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const { url } = await createServerWith((_call, response, nth) => {
    const answer = () => answerJson(response, 200, { id: `id-${nth}` })
    if (nth === 1) void released.then(answer)
    else answer()
  })
  return { args: ['apply', 'fleet.yaml', '--base-url', url], release }
}

describe('on a terminal', () => {
  it('counts while a call runs, and leaves only what is done', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const { args, release } = await heldService()
    const run = runOnTerminal([...args, '--yes'], { cwd, env: KEY })
    const shown = screenOf(await run.said('[1/2] a … '))
    expect(shown.at(-1)).toMatch(/^\[1\/2\] a … \d s$/)
    release()
    const { code, output } = await run.end
    expect(code).toBe(0)
    const lines = screenOf(output)
    expect(lines.join('\n')).not.toContain('…')
    expect(lines).toContainEqual(expect.stringMatching(/^\[1\/2\] \+ a {2}created as id-1 \(\d/))
    expect(lines.at(-3)).toMatch(/^2 created, 0 not created, 0 in doubt, in /)
  })

  it('cuts the name and never the time where there is little room', async () => {
    const name = 'a-name-that-is-far-too-long-for-so-narrow-a-terminal'
    const cwd = tempDir({ 'fleet.yaml': `instances:\n${entry(name)}${entry('b')}` })
    const { args, release } = await heldService()
    const run = runOnTerminal([...args, '--yes'], { cwd, env: KEY, columns: 30 })
    const last = screenOf(await run.said('[1/2] a-name-that')).at(-1) ?? ''
    expect(last).toMatch(/^\[1\/2\] a-name-that-is-… … \d s$/)
    expect(last.length).toBeLessThan(30)
    release()
    expect((await run.end).code).toBe(0)
  })

  it('leaves the question alone, and counts after the answer', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const { args, release } = await heldService()
    const run = runOnTerminal(args, { cwd, env: KEY })
    const asked = screenOf(await run.said('goes ahead: '))
    expect(asked.at(-1)).toBe('  Only yes goes ahead: ')
    run.type('yes\n')
    await run.said('[1/2] a … ')
    release()
    const { code, output } = await run.end
    expect(code).toBe(0)
    expect(screenOf(output).join('\n')).not.toContain(' … ')
  })

  it('leaves nothing of it behind an interrupt, the first and the second', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const { args, release } = await heldService()
    const first = runOnTerminal([...args, '--yes'], { cwd, env: KEY })
    await first.said('[1/2] a … ')
    first.type('\u0003')
    await first.said('Interrupted: ')
    release()
    const end = await first.end
    expect(end.code).toBe(130)
    expect(screenOf(end.output).join('\n')).not.toContain(' … ')
    expect(screenOf(end.output).at(-3)).toMatch(/^1 created, 1 not created, 0 in doubt/)

    const held = await heldService()
    const second = runOnTerminal([...held.args, '--yes'], { cwd, env: KEY })
    await second.said('[1/2] a … ')
    second.type('\u0003')
    // An echo of the first within a moment would not count.
    await second.said('[1/2] a … 1 s')
    second.type('\u0003')
    const left = await second.end
    expect(left.code).toBe(130)
    expect(screenOf(left.output).at(-1)).toBe('')
  })

  it('draws on standard error alone: a file with the output has only the output', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const { args, release } = await heldService()
    const stdoutInto = join(cwd, 'out.txt')
    const run = runOnTerminal([...args, '--yes'], { cwd, env: KEY, stdoutInto })
    await run.said('[1/2] a … ')
    release()
    const { code, output } = await run.end
    expect(code).toBe(0)
    expect(screenOf(output)).toEqual([''])
    const text = readFileSync(stdoutInto, 'utf8')
    expect(text).toContain('\n[1/2] + a  created as id-1')
    expect(text).not.toMatch(/[\r\u001b]/)
  })

  it.each([
    ['--quiet', ['--quiet'], {}],
    ['--format json', ['--format', 'json'], {}],
    ['a terminal that cannot move its cursor', [], { TERM: 'dumb' }],
    ['the log of a CI system', [], { CI: 'true' }],
  ])('draws nothing with %s', async (_what, flags, env) => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    // Longer than the moment after which it would be drawn.
    const { url } = await createServerWith((_call, response, nth) => {
      setTimeout(() => answerJson(response, 200, { id: `id-${nth}` }), 450)
    })
    const args = ['apply', 'fleet.yaml', '--base-url', url, '--yes', ...flags]
    const { code, output } = await runOnTerminal(args, { cwd, env: { ...KEY, ...env } }).end
    expect(code).toBe(0)
    expect(output).not.toContain(ERASE)
    expect(output).toContain('id-2')
  })
})
