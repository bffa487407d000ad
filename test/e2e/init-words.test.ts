import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

describe('init', () => {
  it.each(['init', 'sandbox'])(
    '%s takes no word, and does nothing where it gets one',
    async (name) => {
      const cwd = tempDir()
      const run = await runInProcess([name, 'foo.yaml'], { cwd })
      expect(run).toMatchObject({ code: 64 })
      expect(run.stderr).toContain(`${name} takes no argument, and "foo.yaml" is one`)
      expect(readdirSync(cwd)).toEqual([])
    },
  )

  it('keeps a schema that is there, and says how to have the right one', async () => {
    const cwd = tempDir({ 'instances.schema.json': '' })
    const run = await runInProcess(['init'], { cwd })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('kept instances.schema.json, which is not the schema of this')
    expect(run.stdout).toMatch(/ schema > instances\.schema\.json/)
    expect(readFileSync(join(cwd, 'instances.schema.json'), 'utf8')).toBe('')
  })

  it('says nothing against the schema that it wrote itself', async () => {
    const { stdout } = await runInProcess(['schema'], { cwd: tempDir() })
    const cwd = tempDir({ 'instances.schema.json': stdout })
    const run = await runInProcess(['init'], { cwd })
    expect(run.stdout).toContain('instances.schema.json is there already')
  })
})
