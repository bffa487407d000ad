import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEFAULTS =
  'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }\n'
const fleet = (...entries: readonly string[]): string =>
  `${DEFAULTS}instances: [${entries.map((entry) => `{ ${entry} }`).join(', ')}]\n`

const BILLED = /^Billed now.*: 2 instances, 3\.98 an hour\.$/gm

const REFUSALS: readonly (readonly [string, readonly string[], string])[] = [
  ['a destroy without a terminal', ['destroy'], 'there is no terminal to ask at'],
  ['a stop without a terminal', ['stop'], 'there is no terminal to ask at'],
  ['another number', ['destroy', '--yes', '--destroys=3'], '--destroys is 3'],
  [
    'more than may go',
    ['destroy', '--yes', '--destroys=1', '--max-destroys=0'],
    '--max-destroys is 0',
  ],
  ['a protected one', ['destroy', '--only=b', '--yes'], 'b is protected'],
  ['a limit', ['apply', '--yes', '--max-hourly=1'], 'more than --max-hourly 1'],
  ['another plan', ['apply', `--plan-id=${'000000-'.repeat(5)}${'0'.repeat(32)}`], 'any more'],
]

describe('a run that is refused after a look at the account', () => {
  it('says what is billed, once, as every other end does', async () => {
    await withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
      const cwd = tempDir({ 'instances.yaml': fleet('name: a', 'name: b, protect: true') })
      const run = (...args: readonly string[]) =>
        runInProcess([...args, '--settle', '1'], { cwd, env: serviceEnv(sandbox) })
      expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
      const defined = fleet('name: a', 'name: b, protect: true', 'name: c')
      writeFileSync(join(cwd, 'instances.yaml'), defined)
      for (const [what, args, why] of REFUSALS) {
        const text = await run(...args)
        expect(text, what).toMatchObject({ code: 1, stderr: expect.stringContaining(why) })
        expect(text.stdout.match(BILLED), `${what}\n${text.stdout}`).toHaveLength(1)
        expect((await run(...args, '--quiet')).stdout, what).not.toContain('Billed')
        const json = await run(...args, '--format=json')
        expect(json.stderr.match(BILLED), `${what}\n${json.stderr}`).toHaveLength(1)
        const events = json.stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
        expect(events.slice(-2), what).toMatchObject([
          { type: 'billed', billed: { instances: 2 } },
          { type: 'error' },
        ])
      }
    })
  })

  it('says nothing of it where nobody looked', async () => {
    const cwd = tempDir({ 'instances.yaml': fleet('name: a') })
    const { code, stdout } = await runInProcess(['apply', '--sandbox', '--plan-id=x'], { cwd })
    expect(code).not.toBe(0)
    expect(stdout).not.toContain('Billed')
  })
})
