import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts'
import { ciProject, type Ran, textOf } from '../support/ci-project.ts'
import { askJson, withSandbox } from '../support/sandbox.ts'

const [, CRONTAB = ''] = /^```crontab\n(.*?)^```$/ms.exec(textOf('examples/cron/README.md')) ?? []

/** The command that cron runs for this word of ours: what is behind the five fields of the time. */
const commandOf = (word: string): string =>
  CRONTAB.split('\n')
    .find((line) => line.includes(` ppi-apply ${word} `))
    ?.replace(/^(?:\S+\s+){5}/, '') ?? ''

const entry = (name: string, more = ''): string =>
  `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x${more} }\n`
const FLEET = `instances:\n${entry('a')}${entry('b', ', expires: 2020-01-01T00:00:00Z')}`

type Cron = (word: string) => Promise<Ran>

/** A home folder as the README has it, and what cron runs in it. The fleet has been applied before `b` expired. */
const withCron = (
  use: (cron: Cron, sandbox: Sandbox) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> =>
  withSandbox({ pace: { by: 'clock', stepMs: 0 }, ...options }, async (sandbox) => {
    const project = await ciProject({ 'instances.yaml': FLEET.replace('2020', '2999') })
    const home = dirname(project.origin)
    const fleet = join(home, 'fleet')
    symlinkSync(await project.clone('main'), fleet)
    mkdirSync(join(home, '.config'))
    const file = join(home, '.config/gpu.env')
    writeFileSync(file, `PPIO_API_KEY=${sandbox.apiKey}\nPPIO_BASE_URL=${sandbox.url}\n`)
    const apply = await project.shell(`npx --no-install ppi-apply apply --yes --var-file ${file}`, {
      cwd: fleet,
    })
    expect(apply.code, apply.stderr).toBe(0)
    writeFileSync(join(fleet, 'instances.yaml'), FLEET)
    await use((word) => project.shell(commandOf(word), { cwd: home }), sandbox)
  })

const statesIn = async (sandbox: Sandbox): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await askJson(sandbox, 'list')).json.instances.map(
      ({ name, status }: { name: string; status: string }) => [name, status],
    ),
  )

describe('the crontab', () => {
  it('stops, starts and reaps', () =>
    withCron(async (cron, sandbox) => {
      expect(await cron('stop')).toMatchObject({ code: 0 })
      expect(await statesIn(sandbox)).toEqual({ a: 'exited', b: 'exited' })
      expect(await cron('start')).toMatchObject({ code: 0 })
      expect(await statesIn(sandbox)).toEqual({ a: 'running', b: 'running' })
      expect(await cron('reap')).toMatchObject({ code: 0 })
      expect(await statesIn(sandbox)).toEqual({ a: 'running' })
    }))

  it('gives cron nothing to mail where there is nothing to do', () =>
    withCron(async (cron) => {
      const silent = { code: 0, stdout: '', stderr: '' }
      expect(await cron('start')).toEqual(silent)
      await cron('reap')
      expect(await cron('reap')).toEqual(silent)
    }))

  it('needs no other lock than that of the ledger: who comes second changes nothing and ends with 5', async () => {
    let onDelete = async (): Promise<void> => undefined
    await withCron(
      async (cron, sandbox) => {
        let second: Ran | undefined
        onDelete = async () => {
          second ??= await cron('reap')
        }
        expect(await cron('reap')).toMatchObject({ code: 0 })
        expect(second).toMatchObject({ code: 5, stderr: expect.stringContaining('is in use by') })
        expect(await statesIn(sandbox)).toEqual({ a: 'running' })
      },
      {
        onRequest: async ({ operation, phase }) => {
          if (operation === 'delete' && phase === 'received') await onDelete()
        },
      },
    )
  })
})
