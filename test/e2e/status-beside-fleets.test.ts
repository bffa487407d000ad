import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/ledger/codec.ts'
import type { LedgerRecord } from '../../src/ledger/record.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const fleet = (name: string): string =>
  `instances: [{ name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }]\n`

describe('status, with the files of one of two fleets', () => {
  const withTwoFleets = (
    use: (project: {
      readonly cwd: string
      run(...argv: readonly string[]): ReturnType<typeof runInProcess>
    }) => Promise<void>,
  ): Promise<void> =>
    withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
      const cwd = tempDir({ 'dev.yaml': fleet('web'), 'prod.yaml': fleet('api') })
      const run = (...argv: readonly string[]) =>
        runInProcess([...argv, '--base-url', sandbox.url, '--settle', '0'], {
          cwd,
          env: { PPIO_API_KEY: sandbox.apiKey },
        })
      for (const file of ['dev.yaml', 'prod.yaml']) {
        expect(await run('apply', file, '--yes')).toMatchObject({ code: 0 })
      }
      await use({ cwd, run })
    })

  it('names the file of the other fleet, and never says how to give its instances up', async () => {
    await withTwoFleets(async ({ run }) => {
      const { stdout } = await run('status', 'dev.yaml')
      expect(stdout).toContain('in prod.yaml, which was not read')
      expect(stdout).not.toMatch(/in no file|forget/)
      const json = JSON.parse((await run('status', 'dev.yaml', '--format', 'json')).stdout)
      expect(json.instances).toMatchObject([
        { name: 'web', inFiles: true },
        { name: 'api', inFiles: false, elsewhere: 'prod.yaml' },
      ])
      expect(json.instances[0]).not.toHaveProperty('elsewhere')
    })
  })

  it.each([
    ['is gone', () => {}],
    ['is a folder now', (path: string) => mkdirSync(path)],
  ])('says that it is in no file when the other file %s, as plan does', async (_what, become) => {
    await withTwoFleets(async ({ cwd, run }) => {
      rmSync(join(cwd, 'prod.yaml'))
      become(join(cwd, 'prod.yaml'))
      expect((await run('status', 'dev.yaml')).stdout).toContain(
        'in no file; to end it: ppi-apply destroy --all-owned dev.yaml --only=api',
      )
      expect((await run('plan', 'dev.yaml')).stdout).toMatch(/! api .*in no file/)
    })
  })

  it('does not call everything running while an attempt has no outcome', async () => {
    await withTwoFleets(async ({ cwd, run }) => {
      const watch = ['status', '--watch', '--until-running'] as const
      expect(await run(...watch)).toMatchObject({ code: 0 })
      const folder = join(cwd, '.ppi-apply')
      const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.ledger.jsonl'))
      const path = join(folder, name)
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
      const intent = lines
        .map((line): LedgerRecord => JSON.parse(line))
        .find(({ type }) => type === 'intent') as Extract<LedgerRecord, { type: 'intent' }>
      const open = { ...intent, attempt: 'open' as typeof intent.attempt, seq: lines.length + 1 }
      writeFileSync(path, `${[...lines, encode(open)].join('\n')}\n`)
      expect(await run(...watch)).toMatchObject({ code: 3 })
    })
  })
})

describe('status, when an instance is back after it was replaced', () => {
  it('calls it ours, with what replaced it, and that both cost money', async () => {
    let shown: readonly string[] = []
    const { url } = await scriptedService({
      list: (page) =>
        onePage(
          ...shown.map((id) => ({
            id,
            name: 'web',
            status: 'running',
            kind: 'gpu',
            productId: '4090.18c.60g',
            gpuNum: '1',
            rootfsSize: 60,
            imageUrl: 'pytorch:2.7',
          })),
        )(page),
      get: () => ({ status: 404, body: { code: 404, reason: 'RESOURCE_NOT_FOUND', message: '' } }),
      create: (_body, nth) => {
        shown = [`i-${nth}`]
        return { body: { id: `i-${nth}` } }
      },
    })
    const cwd = tempDir({ 'fleet.yaml': fleet('web') })
    const run = (...argv: readonly string[]) =>
      runInProcess([...argv, '--base-url', url, '--settle', '0'], {
        cwd,
        env: { PPIO_API_KEY: 'key' },
      })
    expect(await run('apply', 'fleet.yaml', '--yes')).toMatchObject({ code: 0 })
    shown = []
    expect(await run('apply', 'fleet.yaml', '--yes', '--allow', 'recreate')).toMatchObject({
      code: 0,
    })
    shown = ['i-1', 'i-2']
    const { stdout } = await run('status')
    expect(stdout).toContain('Ours, and back after another one was made in its place')
    expect(stdout).toContain('both cost money')
    expect(stdout).toMatch(/i-1 .*replaced by i-2/)
    expect(stdout).not.toContain('Not in the ledger')
    const json = JSON.parse((await run('status', '--format', 'json')).stdout)
    expect(json.unmanaged).toMatchObject([{ id: 'i-1', replacedBy: 'i-2' }])
  })
})
