import { cpSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runInProcess } from './support/run-in-process.ts'
import { tempDir } from './support/temp-dir.ts'

/** What a person sets for the examples that ask for it. */
const env = { HF_TOKEN: 'planted-token', REGISTRY_AUTH: 'user:planted-password' }

const isConfig = (name: string): boolean => name.includes('config')
const names = readdirSync('examples').filter((name) => name.endsWith('.yaml'))

/** The examples in a folder of their own, so that no run leaves anything beside them. */
function examples(): string {
  const cwd = tempDir()
  cpSync('examples', cwd, { recursive: true })
  return cwd
}

describe.each(names.filter((name) => !isConfig(name)))('examples/%s', (name) => {
  it('is valid, without a warning', async () => {
    const run = await runInProcess(['validate', name, '--format', 'json'], { cwd: examples(), env })
    expect(JSON.parse(run.stdout)).toMatchObject({ valid: true, diagnostics: [] })
    expect(run.code).toBe(0)
  })

  it('plans without a network, and shows no secret', async () => {
    const args = ['plan', name, '--refresh', 'never', '--format', 'json']
    const run = await runInProcess(args, { cwd: examples(), env })
    expect(run.code).toBe(0)
    const { actions } = JSON.parse(run.stdout) as { actions: readonly { action: string }[] }
    expect(actions.length).toBeGreaterThan(0)
    expect(new Set(actions.map(({ action }) => action))).toEqual(new Set(['create']))
    expect(run.stdout + run.stderr).not.toContain('planted')
  })
})

describe.each(names.filter(isConfig))('examples/%s', (name) => {
  it('is read as settings', async () => {
    const args = ['plan', '--config', name, '--refresh', 'never']
    const run = await runInProcess(args, { cwd: examples(), env })
    expect(run.stderr).not.toContain('Error')
    expect(run.stdout).toContain('trainer')
    expect(run.code).toBe(0)
  })
})
