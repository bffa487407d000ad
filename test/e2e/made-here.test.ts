import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { askJson, gpuBody, withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }\n'

/** A folder in which an entry was applied, and the account in which its call arrived twice. */
async function doubled(sandbox: Sandbox, entry: string, twin = '') {
  const cwd = tempDir({ 'fleet.yaml': `${FLEET}instances: [${entry}]\n` })
  const run = (...words: readonly string[]) =>
    runInProcess([...words, '--no-color'], { cwd, env: serviceEnv(sandbox) })
  const apply = () => run('apply', 'fleet.yaml', '--yes', '--settle', '0.3')
  expect(await apply()).toMatchObject({ code: 0 })
  const { json } = await askJson(sandbox, 'list', { query: '?pageSize=100&pageNum=0' })
  const [ours] = json.instances
  const copy = await askJson(sandbox, 'create', { body: gpuBody({ name: twin, envs: ours.envs }) })
  const id: string = copy.json.id
  /** Types the nth command that the output names after these words, as it is printed. */
  const follow = (output: string, after: string, nth: number, ...more: readonly string[]) => {
    const line = output.split('\n').find((each) => each.includes(after)) ?? ''
    const commands = line.slice(line.indexOf(after)).match(/ppi-apply [^;,]+/g) ?? []
    const [, ...words] = (commands[nth] ?? '').split(' ').map((word) => word.replaceAll("'", ''))
    return run(...words, ...more)
  }
  return { run, apply, follow, ours: ours.id as string, id }
}

describe('an instance that this ledger made, and does not hold', () => {
  it('is in conflict with ours, is told by status, and can be let go for good', async () => {
    await withSandbox({}, async (sandbox) => {
      const { run, apply, follow, ours, id } = await doubled(sandbox, '{}')
      const refused = await apply()
      expect(refused.code).not.toBe(0)
      expect(refused.stdout).toContain(
        `besides ours (${ours}) the account has ${id}, made with this ledger for this entry`,
      )
      expect(refused.stdout).toMatch(new RegExp(`${id} is .*, made with this ledger.*an hour`))
      const status = await run('status', 'fleet.yaml')
      expect(status.stdout).toContain('Made with this ledger, which does not hold it')
      const json = JSON.parse((await run('status', 'fleet.yaml', '--format', 'json')).stdout)
      expect(json.unmanaged).toMatchObject([{ id, madeBy: { thisLedger: true } }])
      expect(await follow(refused.stdout, 'to let it run', 0)).toMatchObject({ code: 0 })
      expect(await follow(status.stdout, 'to let it run', 1, '--yes')).toMatchObject({ code: 0 })
      expect(await apply()).toMatchObject({ code: 0 })
      const after = await run('status', 'fleet.yaml')
      expect(after.stdout).toContain('made with this ledger, and forgotten')
    })
  })

  it('is ended by the commands as they are printed', async () => {
    await withSandbox({}, async (sandbox) => {
      const { run, apply, follow, ours, id } = await doubled(sandbox, '{ name: web }', 'web')
      const refused = await apply()
      expect(await follow(refused.stdout, 'to end it by a command', 0)).toMatchObject({ code: 0 })
      const { stdout } = await run('plan', 'fleet.yaml')
      expect(stdout).toContain('the ledger holds 2 live instances of this entry')
      expect(await run('forget', 'web', ours, '--yes')).toMatchObject({ code: 0 })
      const destroy = await run(
        'destroy',
        'fleet.yaml',
        '--only',
        'web',
        '--yes',
        '--destroys',
        '1',
      )
      expect(destroy.stdout).toContain(`destroyed, seen gone (${id})`)
      expect(await run('adopt', 'web', ours, 'fleet.yaml')).toMatchObject({ code: 0 })
      expect(await apply()).toMatchObject({ code: 0 })
    })
  })
})
