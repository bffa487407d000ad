import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEFAULTS =
  'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }\n'

/** A project whose entry `b` is protected; `a` is not. */
const inProject = (
  use: (run: (...args: readonly string[]) => ReturnType<typeof runInProcess>) => Promise<void>,
): Promise<void> =>
  withSandbox({ removedLingers: 0 }, async (sandbox) => {
    const cwd = tempDir({
      'instances.yaml': `${DEFAULTS}instances: [{ name: a }, { name: b, protect: true }]\n`,
    })
    const run = (...args: readonly string[]) =>
      runInProcess([...args, '--settle', '1'], { cwd, env: serviceEnv(sandbox) })
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
    await use(run)
  })

describe('destroy, where a protected instance is left out', () => {
  it('says so on one line with what it costs, also with --quiet', async () => {
    await inProject(async (run) => {
      const quiet = await run('destroy', '--only=b*', '--yes', '--quiet')
      expect(quiet, quiet.stderr).toMatchObject({ code: 0 })
      expect(quiet.stdout).toMatch(
        /^Left alone, since it is protected: b \(\w+\), 1\.99 .*an hour.*\n$/,
      )
      const json = await run('destroy', '--only=b*', '--yes', '--quiet', '--format=json')
      const summary = JSON.parse(json.stdout.trimEnd().split('\n').at(-1) ?? '')
      expect(summary.left).toMatchObject([
        { name: 'b', action: 'blocked', reasonCode: 'protected' },
      ])
    })
  })

  it('refuses where --only names it exactly, and sends nothing about the others', async () => {
    await inProject(async (run) => {
      for (const scope of [[], ['--all-owned']]) {
        const named = await run(
          'destroy',
          '--only=a',
          '--only=b',
          '--yes',
          '--destroys=1',
          ...scope,
        )
        expect(named).toMatchObject({ code: 1 })
        expect(named.stderr).toContain('b is protected, and --only names it')
        expect(named.stderr).toContain('Nothing was sent')
      }
      const plan = await run('plan', '--destroy', '--only=b')
      expect(plan).toMatchObject({ code: 1 })
      expect(plan.stderr).toContain('b is protected, and --only names it')
      expect((await run('destroy', '--yes', '--destroys=1')).code).toBe(0)
    })
  })
})

describe('--destroys', () => {
  it('is refused where it is not the number, also where nothing is to be destroyed', async () => {
    await inProject(async (run) => {
      for (const args of [
        ['destroy', '--only=b*'],
        ['reap'],
        ['apply', '--prune', '--allow', 'destroy'],
      ]) {
        const wrong = await run(...args, '--yes', '--quiet', '--destroys', '3')
        expect(wrong, args.join(' ')).toMatchObject({ code: 1 })
        expect(wrong.stderr).toContain('--destroys is 3, and 0 instances would be destroyed')
        expect(wrong.stderr).not.toContain('above')
      }
      expect(await run('reap', '--yes', '--destroys', '0')).toMatchObject({ code: 0 })
    })
  })
})

describe('where nobody can be asked', () => {
  it('prints the command that destroys this number, and it works', async () => {
    await inProject(async (run) => {
      const refused = await run('destroy', '--only=a*', '--quiet')
      expect(refused).toMatchObject({ code: 1 })
      expect(refused.stderr).not.toContain('above')
      const typed = /ppi-apply (destroy .*--destroys 1.*)$/m.exec(refused.stderr)?.[1]
      expect(typed).toBe("destroy --yes --destroys 1 --only='a*' --settle=1")
      expect(await run('destroy', '--yes', '--destroys', '1', '--only=a*')).toMatchObject({
        code: 0,
      })
    })
  })

  it('shows how to end what is in no file, where --only names no entry', async () => {
    await inProject(async (run) => {
      const unknown = await run('destroy', '--only=c')
      expect(unknown).toMatchObject({ code: 1 })
      expect(unknown.stderr).toContain('ppi-apply destroy --all-owned --only=c --settle=1')
    })
  })
})
