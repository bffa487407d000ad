import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config-file.ts'
import { tempDir } from '../../support/temp-dir.ts'

const read = (files: Readonly<Record<string, string>>, named?: string) => {
  const cwd = tempDir(files)
  return readConfig(cwd, named).then((found) => ({ cwd, config: found?.config }))
}

describe('readConfig', () => {
  it('finds nothing where there is nothing, and in a package.json that is not about us', async () => {
    expect((await read({})).config).toBeUndefined()
    expect((await read({ 'package.json': '{"name": "ppi-apply"}' })).config).toBeUndefined()
  })

  it.each([
    ['ppi-apply.config.yaml', 'refresh: never\n'],
    ['ppi-apply.config.json', '{"refresh": "never"}'],
    ['.ppi-applyrc', 'refresh: never\n'],
    ['package.json', '{"name": "x", "ppi-apply": {"refresh": "never"}}'],
  ])('reads %s', async (name, text) => {
    expect((await read({ [name]: text })).config).toEqual({ refresh: 'never' })
  })

  it('takes paths from the folder of the file', async () => {
    const text = 'files: [a.yaml]\nledger: state/l.jsonl\nvarFile: .env\n'
    const { cwd, config } = await read({ 'conf/x.yaml': text }, 'conf/x.yaml')
    expect(config).toEqual({
      files: [join(cwd, 'conf/a.yaml')],
      ledger: join(cwd, 'conf/state/l.jsonl'),
      varFile: [join(cwd, 'conf/.env')],
    })
  })

  it.each([
    ['refrsh: never\n', 'did you mean refresh?', 'unknown setting "refrsh"'],
    ['timeout: soon\n', undefined, 'timeout must be a number of seconds above 0'],
    ['- a\n', undefined, 'a config is a map of settings'],
    ['a: [\n', undefined, 'not valid YAML'],
  ])('refuses %j', async (text, hint, message) => {
    const failed = read({ 'ppi-apply.config.yaml': text })
    await expect(failed).rejects.toMatchObject({
      message: expect.stringContaining(message),
      ...(hint === undefined ? {} : { hint }),
    })
  })

  it('refuses a literal API key without showing it', async () => {
    const failed = read({ 'ppi-apply.config.yaml': 'apiKey: sk_planted_42\n' })
    await expect(failed).rejects.toMatchObject({
      message: expect.not.stringContaining('sk_planted_42'),
    })
  })

  it.each(['ppi-apply.config.js', 'ppi-apply.config.ts', '.ppi-applyrc.cjs'])(
    'refuses %s, a config that is a program, and never runs it',
    async (name) => {
      const cwd = tempDir({ [name]: `require('node:fs').writeFileSync('ran', '')\n` })
      await expect(readConfig(cwd, undefined)).rejects.toThrow('is a program')
      await expect(readConfig(cwd, name)).rejects.toThrow('is a program')
      expect(existsSync(join(cwd, 'ran'))).toBe(false)
    },
  )

  it('does not let a .config/config.js run that the search library would run by itself', async () => {
    const files = {
      'ppi-apply.config.yaml': 'refresh: never\n',
      '.config/config.js': 'globalThis.planted = true\n',
    }
    await expect(read(files)).rejects.toThrow('ppi-apply runs no code')
    expect('planted' in globalThis).toBe(false)
    expect((await read(files, 'ppi-apply.config.yaml')).config).toEqual({ refresh: 'never' })
  })

  it.each([
    [
      'a byte order mark',
      '\ufeff{"name": "x", "ppi-apply": {"maxHourly": 0.5}}',
      'byte order mark',
    ],
    [
      'a comma too many',
      '{\n"ppi-apply": {"maxHourly": 0.5},\n}',
      'package.json:3 is not valid JSON',
    ],
    ['an escaped name', '{"ppi\\u002dapply": {"maxHourly": 0.5},}', 'is not valid JSON'],
    ['comments', '{ // ppi-apply\n}', 'is not valid JSON'],
    ['its end cut off', '{"ppi-apply": {"maxHourly"', 'is not valid JSON'],
  ])('stops at a package.json with %s that mentions us', async (_, text, words) => {
    await expect(read({ 'package.json': text })).rejects.toThrow(words)
  })

  it('stops at a package.json in UTF-16 that mentions us', async () => {
    const cwd = tempDir()
    writeFileSync(join(cwd, 'package.json'), '\ufeff{"ppi-apply": {}}', 'utf16le')
    await expect(readConfig(cwd, undefined)).rejects.toThrow('is not valid JSON')
  })

  it.each(['{,}', '\ufeff{"name": "x"}', '[', ''])(
    'leaves alone a broken package.json that has nothing to do with us: %j',
    async (text) => {
      expect((await read({ 'package.json': text })).config).toBeUndefined()
    },
  )

  it('stops at two configs in one folder, and names both', async () => {
    const inPackage = '{"ppi-apply": {"maxHourly": 0.5}}'
    for (const files of [
      { 'ppi-apply.config.yaml': 'timeout: 30\n', 'package.json': inPackage },
      { 'ppi-apply.config.yaml': '', '.ppi-applyrc': 'maxHourly: 1\n' },
      { 'ppi-apply.config.yml': 'a: b', 'ppi-apply.config.json': '{}' },
    ]) {
      const failed = read(files).catch((error: Error) => error.message)
      for (const name of Object.keys(files)) expect(await failed).toContain(name)
      expect(await failed).toContain('two configs')
    }
    const found = await read(
      { 'ppi-apply.config.yaml': 'timeout: 30\n', 'package.json': inPackage },
      'ppi-apply.config.yaml',
    )
    expect(found.config).toEqual({ timeout: 30 })
  })

  it('stops where --config names a package.json without settings', async () => {
    const failed = read({ 'package.json': '{"name": "x"}' }, 'package.json')
    await expect(failed).rejects.toThrow('has no member "ppi-apply"')
  })
})
