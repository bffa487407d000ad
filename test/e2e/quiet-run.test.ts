import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { runOnTerminal } from '../support/run-on-terminal.ts'
import { withSandbox } from '../support/sandbox.ts'
import { tempDir } from '../support/temp-dir.ts'

const fleet = (...names: readonly string[]): string =>
  `instances:\n${names.map((name) => `  - { name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }\n`).join('')}`

const asText = (output: string): string => output.replaceAll(/\u001b\[[0-9;]*[A-Za-z]|\r/g, '')

interface Project {
  readonly cwd: string
  readonly sandbox: Parameters<Parameters<typeof withSandbox>[1]>[0]
  run(...argv: readonly string[]): ReturnType<typeof runInProcess>
  onTerminal(...argv: readonly string[]): ReturnType<typeof runOnTerminal>
}

const inProject = (
  names: readonly string[],
  use: (project: Project) => Promise<void>,
): Promise<void> =>
  withSandbox({ removedLingers: 0 }, async (sandbox) => {
    const cwd = tempDir({ 'fleet.yaml': fleet(...names) })
    const env = { PPIO_API_KEY: sandbox.apiKey }
    const common = ['--base-url', sandbox.url, '--settle', '0']
    const run = (...argv: readonly string[]) => runInProcess([...argv, ...common], { cwd, env })
    const onTerminal = (...argv: readonly string[]) =>
      runOnTerminal([...argv, ...common], { cwd, env, columns: 200 })
    await use({ cwd, sandbox, run, onTerminal })
  })

const ASKED = 'goes ahead: '

describe('apply --quiet, at a terminal', () => {
  it('shows the plan that the question is about, and nothing more once it is as it should be', async () => {
    await inProject(['web'], async ({ sandbox, onTerminal }) => {
      const apply = onTerminal('apply', 'fleet.yaml', '--quiet')
      const before = asText(await apply.said(ASKED))
      expect(before).toMatch(/\+ web/)
      expect(before).toContain('Create one instance on')
      apply.type('yes\n')
      expect(await apply.end).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toHaveLength(1)
      const secondRun = await onTerminal('apply', 'fleet.yaml', '--quiet').end
      expect(secondRun.code).toBe(0)
      expect(asText(secondRun.output).trim()).toBe('')
    })
  })

  it('names in the question what it would create again, and takes only yes for it', async () => {
    await inProject(['web', 'db'], async ({ cwd, sandbox, run, onTerminal }) => {
      expect(await run('apply', 'fleet.yaml', '--yes')).toMatchObject({ code: 0 })
      sandbox.meanwhile({ change: 'vanish', name: 'web' })
      writeFileSync(join(cwd, 'fleet.yaml'), fleet('web', 'db', 'new'))
      const refused = onTerminal('apply', 'fleet.yaml', '--quiet')
      const asked = asText(await refused.said(ASKED))
      expect(asked).toMatch(
        /Create 2 instances, 1 of them again since the account no longer has it/,
      )
      expect(asked).toMatch(/\+ web +the account no longer has/)
      refused.type('y\n')
      expect(await refused.end).toMatchObject({ code: 1 })
      expect(sandbox.instances()).toHaveLength(2)
      const taken = onTerminal('apply', 'fleet.yaml', '--quiet')
      await taken.said(ASKED)
      taken.type('yes\n')
      expect(await taken.end).toMatchObject({ code: 0 })
      expect(sandbox.instances()).toHaveLength(4)
    })
  })

  it('asks apart where the account shows none of several instances, also after --yes', async () => {
    await inProject(['web', 'db'], async ({ sandbox, run, onTerminal }) => {
      expect(await run('apply', 'fleet.yaml', '--yes')).toMatchObject({ code: 0 })
      for (const name of ['web', 'db']) sandbox.meanwhile({ change: 'vanish', name })
      const apply = onTerminal('apply', 'fleet.yaml', '--quiet', '--yes', '--allow', 'recreate')
      const asked = asText(await apply.said(ASKED))
      expect(asked).toContain('the account shows none of the 2 instances')
      expect(asked).toMatch(/\+ web/)
      apply.type('no\n')
      expect(await apply.end).toMatchObject({ code: 1 })
      expect(sandbox.instances()).toHaveLength(2)
    })
  })
})

describe('apply --quiet, where nobody can be asked', () => {
  it('never ends a conflict in silence', async () => {
    await inProject(['web'], async ({ sandbox, run }) => {
      const made = sandbox.meanwhile({ change: 'twin', name: 'web', gpuNum: 8, imageUrl: 'x:1' })
      for (const more of [[], ['--format', 'json']]) {
        const { code, stdout } = await run('apply', 'fleet.yaml', '--yes', '--quiet', ...more)
        expect(code).toBe(1)
        expect(stdout).toContain(made[0])
        expect(stdout.trim()).not.toBe('')
      }
      const { stdout } = await run('apply', 'fleet.yaml', '--yes', '--quiet')
      expect(stdout).toMatch(/! web {2}/)
      expect(stdout).toMatch(/ppi-apply adopt web \w+ fleet\.yaml/)
    })
  })
})
