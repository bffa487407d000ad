import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { sandboxWith, startApply, startCommand, stateOf } from '../support/running-apply.ts'
import { stateOf as shownState } from '../support/sandbox.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string, more = ''): string =>
  `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x${more} }\n`

/** Two instances, of which one expires a second after it was made. */
const FLEET = `instances:\n${entry('brief', ', expires: 1s')}${entry('long', ', expires: 8h')}`

/** A sandbox where the fleet was applied, and a status that watches it. */
async function watched(flags: readonly string[] = []) {
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const { sandbox } = await sandboxWith({ pace: { by: 'clock', stepMs: 0 } })
  // On a slow machine one expires while the apply still looks at it, and it ends with 3.
  await startApply(sandbox, cwd).end()
  expect(sandbox.instances()).toHaveLength(2)
  const words = ['status', 'fleet.yaml', '--watch', '--reap', '--settle=0', ...flags]
  const states = async () => {
    const told = sandbox
      .instances()
      .map(async ({ name, id }) => [name, await shownState(sandbox, id)])
    return Object.fromEntries(await Promise.all(told))
  }
  return { cwd, sandbox, states, status: startCommand(sandbox, cwd, words) }
}

/** As somebody else writes files: each is there at once and whole. */
function rewrite(cwd: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(cwd, `${name}.new`), text)
    renameSync(join(cwd, `${name}.new`), join(cwd, name))
  }
}

describe('status --watch --reap', () => {
  it('destroys what expires, and nothing else, until it is interrupted', async () => {
    const { cwd, sandbox, states, status } = await watched()
    await status.said('- brief  destroyed')
    // It goes on, though nothing moves any more.
    expect(status.child.exitCode).toBeNull()
    status.child.kill('SIGINT')
    const { code, output } = await status.end()
    expect(code, output).toBe(0)
    expect(output).toMatch(/long +\S+ +running/)
    expect(output).toMatch(/expires 20\d\d-.* UTC, in (?:7 h 59 min|8 h)/)
    expect(await states()).toEqual({ brief: 404, long: 'running' })
    const { entries, departed } = await stateOf(sandbox, cwd)
    expect([...entries.keys()]).toEqual(['long'])
    expect([...departed.values()]).toMatchObject([
      { key: 'brief', departure: { kind: 'destroyed', because: 'expired' } },
    ])
  })

  it('holds to the most that may be destroyed, says so once, and ends with 3', async () => {
    const { states, status } = await watched(['--max-destroys=0'])
    await status.said('--max-destroys is 0')
    status.child.kill('SIGINT')
    const { code, output } = await status.end()
    expect(code, output).toBe(3)
    expect(output.split('Not destroyed:')).toHaveLength(2)
    expect(output).toContain('What has expired is not destroyed.')
    expect(await states()).toEqual({ brief: 'running', long: 'running' })
  })

  it('goes by the files and the config as they are, and by none with errors', async () => {
    const cwd = tempDir({
      'fleet.yaml': `instances:\n${entry('brief', ', expires: 1s')}${entry('spared', ', expires: 1s')}`,
      '.ppi-applyrc.yaml': 'maxDestroys: 0\n',
    })
    const { sandbox } = await sandboxWith({ pace: { by: 'clock', stepMs: 0 } })
    await startApply(sandbox, cwd).end()
    const words = ['status', 'fleet.yaml', '--watch', '--reap', '--settle=0']
    const status = startCommand(sandbox, cwd, words)
    await status.said('--max-destroys is 0')
    rewrite(cwd, { 'fleet.yaml': 'instances: [{}]\n' })
    await status.said('ppi-apply validate shows them')
    expect(sandbox.calls().some(({ operation }) => operation === 'delete')).toBe(false)
    rewrite(cwd, {
      '.ppi-applyrc.yaml': 'maxDestroys: 1\n',
      'fleet.yaml': `instances:\n${entry('brief', ', expires: 1s')}${entry('spared', ', expires: 8h')}`,
    })
    await status.said('- brief  destroyed')
    status.child.kill('SIGINT')
    const { code, output } = await status.end()
    expect(code, output).toBe(0)
    expect(output).toContain('Not destroyed: the files have errors')
    expect(output).toMatch(/spared[\s\S]*expires 20\d\d-.* UTC, in (?:7 h 59 min|8 h)/)
    expect(
      sandbox
        .calls()
        .filter(({ operation, phase }) => operation === 'delete' && phase === 'received'),
    ).toHaveLength(1)
  })

  it('says that it does not see the account, and ends with 3 where something expired meanwhile', async () => {
    const { sandbox, status } = await watched(['--max-destroys=0'])
    await status.said('--max-destroys is 0')
    await sandbox.close()
    await status.said('(not known in full: ')
    status.child.kill('SIGINT')
    const { code, output } = await status.end()
    expect(code, output).toBe(3)
    expect(output).toContain('Whether what has expired is gone is not known.')
  })

  it('needs --watch, files without errors, an account that it may see, and a key', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET, 'odd.yaml': 'instances: [{}]\n' })
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
    const run = (...args: readonly string[]) => runInProcess(['status', ...args], { cwd, env })
    const alone = await run('--reap', 'fleet.yaml')
    expect(alone).toMatchObject({ code: 64 })
    expect(alone.stderr).toContain('to destroy at once what has expired: ppi-apply reap')
    expect(await run('--watch', '--reap')).toMatchObject({ code: 1 })
    expect(await run('--watch', '--reap', 'odd.yaml')).toMatchObject({ code: 1 })
    const blind = await run('--watch', '--reap', 'fleet.yaml', '--refresh=never')
    expect(blind).toMatchObject({ code: 64 })
    const keyless = await runInProcess(['status', 'fleet.yaml', '--watch', '--reap'], { cwd })
    expect(keyless).toMatchObject({ code: 1 })
    expect(keyless.stderr).toContain('no API key')
  })
})
