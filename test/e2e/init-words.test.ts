import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { service } from '../support/answering-service.ts'
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

  it('names a product that can be had now where there is a service to ask, and says where it is from', async () => {
    const cwd = tempDir()
    expect(await runInProcess(['init', '--sandbox'], { cwd })).toMatchObject({
      code: 0,
      stderr: '',
    })
    const text = readFileSync(join(cwd, 'instances.yaml'), 'utf8')
    expect(text).toMatch(
      /productId: 3090\.16c92g {2}# RTX 3090 24GB, 1\.39 CNY an hour, stock: low; sandbox, \d{4}-/,
    )
    expect(await runInProcess(['plan', '--sandbox'], { cwd })).toMatchObject({ code: 0 })
  })

  it('says how to find a product where there is none to ask, or the service does not answer', async () => {
    const cwd = tempDir()
    const { url } = await service(() => undefined)
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
    const run = await runInProcess(['init', '--base-url', url], { cwd, env })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toContain('The product of the file is only an example')
    const text = readFileSync(join(cwd, 'instances.yaml'), 'utf8')
    expect(text).toMatch(
      /productId: 4090\.18c\.60g {2}# an example; what there is: ppi-apply products/,
    )
  })
})
