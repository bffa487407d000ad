import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applyFleet, loadFleet, planFleet } from '../../src/library.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { askJson, withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Instances run as soon as they are made. */
const AT_ONCE = { by: 'clock', stepMs: 0 } as const

const DEFAULTS = 'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1 }'

const fleet = (fields: string) => `${DEFAULTS}\ninstances:\n  - { name: web, ${fields} }\n`

const BEFORE = fleet('rootfsSize: 60, imageUrl: "a:1", ports: 22/tcp, envs: { TOKEN: "${TOKEN}" }')
const AFTER = fleet(
  'rootfsSize: 100, imageUrl: "a:2", ports: "22/tcp,80/http", envs: { TOKEN: "${TOKEN}" }',
)

/** A folder whose fleet was applied, and what runs in it. */
async function applied(sandbox: Sandbox) {
  const cwd = tempDir({ 'fleet.yaml': BEFORE })
  const run = (args: readonly string[], token = 'first-secret') =>
    runInProcess([...args, '--settle', '0.3'], {
      cwd,
      env: { ...serviceEnv(sandbox), TOKEN: token },
    })
  expect(await run(['apply', 'fleet.yaml', '--yes'])).toMatchObject({ code: 0 })
  const [made] = sandbox.instances()
  const id = made?.id ?? ''
  const shown = async () =>
    (await askJson(sandbox, 'get', { query: `?instanceId=${id}` })).json as {
      readonly imageUrl: string
      readonly rootfsSize: number
      readonly envs: readonly { readonly key: string; readonly value: string }[]
    }
  const write = (text: string) => writeFileSync(join(cwd, 'fleet.yaml'), text)
  return { cwd, run, id, shown, write }
}

const kindsIn = (stdout: string): readonly string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).type)

describe('apply with --allow update,reset', () => {
  it('does nothing without the words, and each part with its own', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { run, shown, write } = await applied(sandbox)
      write(AFTER)
      const waiting = await run(['apply', 'fleet.yaml', '--yes'])
      expect(waiting).toMatchObject({ code: 3 })
      expect(waiting.stdout + waiting.stderr).toContain('waits for --allow update,reset')
      expect(await shown()).toMatchObject({ imageUrl: 'a:1' })
      const json = ['apply', 'fleet.yaml', '--yes', '--format', 'json']
      const updated = await run([...json, '--allow', 'update'])
      expect(updated).toMatchObject({ code: 3 })
      expect(kindsIn(updated.stdout)).toEqual([
        'apply_start',
        ...['edit-ports_start', 'edit-ports_accepted', 'edit-ports_complete'],
        ...['grow-disk_start', 'grow-disk_accepted', 'grow-disk_complete'],
        'apply_summary',
      ])
      const reset = await run([...json, '--allow', 'reset'])
      expect(reset).toMatchObject({ code: 0 })
      expect(JSON.parse(reset.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
        changed: [{ name: 'web', operation: 'upgrade', fields: ['imageUrl'], there: true }],
      })
      expect(await shown()).toMatchObject({ imageUrl: 'a:2' })
      const plan = await run(['plan', 'fleet.yaml', '--detailed-exitcode'])
      expect(plan).toMatchObject({ code: 0 })
      expect(plan.stdout).toContain('1 unchanged')
    }))

  it('brings a secret with a new value to its instance with the word drift', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { run, shown } = await applied(sandbox)
      const plan = await run(['plan', 'fleet.yaml'], 'second-secret')
      expect(plan.stdout).toContain('to undo it: ')
      expect(plan.stdout).toMatch(/ apply --allow drift,reset fleet\.yaml/)
      const undone = await run(
        ['apply', 'fleet.yaml', '--yes', '--allow', 'drift,reset'],
        'second-secret',
      )
      expect(undone).toMatchObject({ code: 0 })
      expect(undone.stderr + undone.stdout).toContain('TOKEN: value differs')
      expect(undone.stderr + undone.stdout).not.toMatch(/(?:first|second)-secret/)
      expect((await shown()).envs).toContainEqual({ key: 'TOKEN', value: 'second-secret' })
    }))
})

describe('--drop-foreign-envs', () => {
  /** Somebody adds a variable by hand. */
  async function addByHand(sandbox: Sandbox, id: string, envs: readonly object[]) {
    const body = {
      instanceId: id,
      imageUrl: 'a:1',
      envs: [...envs, { key: 'BY_HAND', value: 'of-somebody' }],
      ...{ command: '', entrypoint: '', save: true, networkVolume: { volumeMounts: [] } },
    }
    expect(await askJson(sandbox, 'upgrade', { body })).toMatchObject({ status: 200 })
  }

  it('lets a reset drop what no file has, which is left alone without it', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { run, id, shown, write } = await applied(sandbox)
      await addByHand(sandbox, id, (await shown()).envs)
      write(BEFORE.replace('a:1', 'a:2'))
      const apply = ['apply', 'fleet.yaml', '--yes', '--allow', 'reset']
      const left = await run(apply)
      expect(left).toMatchObject({ code: 3 })
      expect(left.stdout).toContain('would drop a variable that no file has: BY_HAND')
      expect(left.stdout + left.stderr).not.toContain('of-somebody')
      const plan = await run(['plan', 'fleet.yaml', '--drop-foreign-envs'])
      expect(plan.stdout).toContain('drops a variable that no file has: BY_HAND')
      expect(await run([...apply, '--drop-foreign-envs'])).toMatchObject({ code: 0 })
      expect((await shown()).envs.map(({ key }) => key).toSorted()).toEqual([
        'PPI_APPLY_ID',
        'TOKEN',
      ])
    }))

  it('is an option of the library', () =>
    withSandbox({ pace: AT_ONCE }, async (sandbox) => {
      const { cwd, id, shown, write } = await applied(sandbox)
      await addByHand(sandbox, id, (await shown()).envs)
      write(BEFORE.replace('a:1', 'a:2'))
      const loaded = await loadFleet({ cwd, env: { TOKEN: 'first-secret' }, files: ['fleet.yaml'] })
      const account = { baseUrl: sandbox.url, apiKey: sandbox.apiKey, cwd, environment: {} }
      const options = { ...account, settleMs: 300 }
      const kinds = async (dropForeignEnvs: boolean) =>
        (await planFleet(loaded, { ...options, dropForeignEnvs })).actions.map(({ kind }) => kind)
      expect(await kinds(false)).toEqual(['blocked'])
      expect(await kinds(true)).toEqual(['change'])
      const { ending } = await applyFleet(loaded, {
        ...options,
        dropForeignEnvs: true,
        allow: ['reset'],
        approve: () => true,
      })
      expect(ending).toBe('done')
    }))
})
