import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findDefault, read } from '../../../../src/definitions/files/read-files.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const stdin = async () => undefined

/** The paths that were read and the codes of what was not. */
async function reads(paths: readonly string[], cwd: string): Promise<readonly string[]> {
  const { files, diagnostics } = await read(paths, { cwd, stdin })
  return [...files.map(({ path }) => path), ...diagnostics.map(({ code }) => `! ${code}`)]
}

async function refusal(path: string, cwd: string) {
  const { files, diagnostics } = await read([path], { cwd, stdin })
  expect(files).toEqual([])
  expect(diagnostics).toHaveLength(1)
  return diagnostics[0]
}

describe('read: files', () => {
  it('reads the files that are named, in that order, under the name that was given', async () => {
    const cwd = tempDir({ 'b.yaml': 'b', 'a.yaml': 'a', 'c/c.txt': 'c' })
    const { files } = await read(['b.yaml', 'a.yaml', './c/c.txt'], { cwd, stdin })
    expect(files).toEqual([
      { path: 'b.yaml', text: 'b' },
      { path: 'a.yaml', text: 'a' },
      { path: './c/c.txt', text: 'c' },
    ])
  })

  it('reads a file once that is reached several times, also through a link', async () => {
    const cwd = tempDir({ 'a.yaml': 'a' })
    symlinkSync('a.yaml', join(cwd, 'link.yaml'))
    expect(await reads(['a.yaml', './a.yaml', join(cwd, 'a.yaml'), 'link.yaml', '.'], cwd)).toEqual(
      ['a.yaml'],
    )
  })

  it('says every path that is wrong and reads the others', async () => {
    const cwd = tempDir({ 'a.yaml': 'a' })
    expect(await reads(['x.yaml', 'a.yaml', 'empty*'], cwd)).toEqual([
      'a.yaml',
      '! file-not-found',
      '! pattern-without-match',
    ])
  })

  it.each([
    ['fleet.yml', 'fleet.yaml'],
    ['flete.yaml', 'fleet.yaml'],
    ['fleets/gpu.yaml', 'fleet/gpu.yaml'],
    ['fleet/cpu.yaml', 'fleet/gpu.yaml'],
  ])('suggests for %s the file %s', async (written, meant) => {
    const cwd = tempDir({ 'fleet.yaml': '', 'fleet/gpu.yaml': '' })
    expect(await refusal(written, cwd)).toMatchObject({
      code: 'file-not-found',
      hint: `did you mean \`${meant}\`?`,
    })
  })

  it('suggests nothing when nothing is near, and takes an empty path for a slip', async () => {
    const cwd = tempDir({ 'fleet.yaml': '' })
    expect(await refusal('something-else.json', cwd)).toMatchObject({
      code: 'file-not-found',
      hint: 'check the path; it counts from the working directory',
    })
    expect(await refusal('', cwd)).toMatchObject({ message: 'The path is empty' })
  })

  it('says why a file cannot be read', async () => {
    const cwd = tempDir({ 'a.yaml': '' })
    symlinkSync('circle.yaml', join(cwd, 'circle.yaml'))
    expect(await refusal('circle.yaml', cwd)).toMatchObject({
      code: 'file-unreadable',
      message: '`circle.yaml` cannot be read: its symbolic links lead in a circle',
    })
    expect(await refusal('x'.repeat(5_000), cwd)).toMatchObject({ code: 'file-unreadable' })
    expect(await refusal('a\0.yaml', cwd)).toMatchObject({ code: 'file-unreadable' })
    expect(await refusal('a.yaml/b.yaml', cwd)).toMatchObject({ code: 'file-not-found' })
  })

  it('refuses a link that leads nowhere', async () => {
    const cwd = tempDir()
    symlinkSync('gone.yaml', join(cwd, 'link.yaml'))
    expect(await reads(['link.yaml'], cwd)).toEqual(['! file-not-found'])
    expect(await reads(['.'], cwd)).toEqual(['! file-not-found'])
  })

  it('refuses a named pipe without waiting for a writer', async () => {
    const cwd = tempDir()
    execFileSync('mkfifo', [join(cwd, 'pipe.yaml')])
    expect(await refusal('pipe.yaml', cwd)).toMatchObject({
      code: 'file-not-regular',
      message: '`pipe.yaml` is a named pipe, not a file',
    })
  })

  it('refuses sockets and devices', async () => {
    const cwd = tempDir()
    const server = createServer().listen(join(cwd, 'socket.yaml'))
    onTestFinished(() => {
      server.close()
    })
    await new Promise((resolve) => server.on('listening', resolve))
    expect(await refusal('socket.yaml', cwd)).toMatchObject({
      message: '`socket.yaml` is a socket, not a file',
    })
    expect(await refusal('/dev/zero', cwd)).toMatchObject({
      message: '`/dev/zero` is a device, not a file',
    })
  })

  it('refuses what is larger than a definition file can be', async () => {
    const cwd = tempDir({ 'a.yaml': '' })
    writeFileSync(join(cwd, 'large.yaml'), Buffer.alloc(64 * 2 ** 20 + 1, '#'))
    expect(await refusal('large.yaml', cwd)).toMatchObject({ code: 'file-too-large' })
    const largest = '#'.repeat(64 * 2 ** 20)
    writeFileSync(join(cwd, 'a.yaml'), largest)
    const { files } = await read(['a.yaml'], { cwd, stdin })
    expect(files[0]?.text === largest).toBe(true)
  })

  it('reads to the end of what says nothing of its size', async () => {
    // Linux gives the files of its kernel as regular ones of no bytes.
    const path = '/proc/self/limits'
    const { files } = await read([path], { cwd: '/', stdin })
    expect(files).toEqual([{ path, text: readFileSync(path, 'utf8') }])
  })
})

describe('read: folders', () => {
  it('reads the YAML files of a folder by name, not those of folders within nor hidden ones', async () => {
    const cwd = tempDir({
      'fleet/b.yml': '',
      'fleet/a.yaml': '',
      'fleet/C.YAML': '',
      'fleet/.hidden.yaml': '',
      'fleet/notes.txt': '',
      'fleet/inner/d.yaml': '',
    })
    const expected = ['fleet/C.YAML', 'fleet/a.yaml', 'fleet/b.yml']
    expect(await reads(['fleet'], cwd)).toEqual(expected)
    expect(await reads(['fleet/'], cwd)).toEqual(expected)
  })

  it('refuses a folder without any, and points to the pattern for folders within', async () => {
    const cwd = tempDir({ 'fleet/inner/a.yaml': '' })
    mkdirSync(join(cwd, 'empty'))
    const hint = "folders inside it are not read; for those name 'fleet/**/*.yaml'"
    expect(await refusal('fleet', cwd)).toMatchObject({ code: 'folder-without-yaml', hint })
    expect(await refusal('empty', cwd)).not.toHaveProperty('hint')
  })

  it('passes over a folder whose name looks like a file', async () => {
    const cwd = tempDir({ 'fleet/a.yaml': '', 'fleet/folder.yaml/b.yaml': '' })
    expect(await reads(['fleet'], cwd)).toEqual(['fleet/a.yaml'])
  })
})

describe('read: patterns', () => {
  const files = {
    'a.yaml': '',
    'b1.yaml': '',
    'b2.yaml': '',
    '.hidden.yaml': '',
    'fleet/c.yaml': '',
    'fleet/deep/d.yaml': '',
    'fleet/deep/e.txt': '',
    'node_modules/x/f.yaml': '',
  }

  it.each([
    ['*.yaml', ['a.yaml', 'b1.yaml', 'b2.yaml']],
    ['b?.yaml', ['b1.yaml', 'b2.yaml']],
    ['b[2-9].yaml', ['b2.yaml']],
    ['[!a].yaml', []],
    ['{a,b2}.yaml', ['a.yaml', 'b2.yaml']],
    ['.*.yaml', ['.hidden.yaml']],
    ['fleet/**/*.yaml', ['fleet/c.yaml', 'fleet/deep/d.yaml']],
    ['**/*.yaml', ['a.yaml', 'b1.yaml', 'b2.yaml', 'fleet/c.yaml', 'fleet/deep/d.yaml']],
    ['fleet/**', ['fleet/c.yaml', 'fleet/deep/d.yaml', 'fleet/deep/e.txt']],
    ['{fleet,other}/*.yaml', ['fleet/c.yaml']],
    ['node_modules/**/*.yaml', ['node_modules/x/f.yaml']],
  ])('reads for %s the files %j in the order of their names', async (pattern, expected) => {
    const cwd = tempDir(files)
    const wanted = expected.length > 0 ? expected : ['! pattern-without-match']
    expect(await reads([pattern], cwd)).toEqual(wanted)
  })

  it('takes an existing file for that file, whatever its name looks like', async () => {
    const cwd = tempDir({ 'a[1].yaml': '', 'a1.yaml': '' })
    expect(await reads(['a[1].yaml'], cwd)).toEqual(['a[1].yaml'])
  })

  it('reads absolute patterns and does not follow links in circles', async () => {
    const cwd = tempDir({ 'fleet/a.yaml': '' })
    symlinkSync('..', join(cwd, 'fleet', 'up'))
    expect(await reads([join(cwd, '**/*.yaml')], '/')).toEqual([join(cwd, 'fleet/a.yaml')])
  })
})

describe('read: standard input', () => {
  it('reads `-` once, and calls it <stdin>', async () => {
    const stdin = async () => Buffer.from('a: 1\n')
    expect(await read(['-', '-'], { cwd: '/', stdin })).toEqual({
      files: [{ path: '<stdin>', text: 'a: 1\n' }],
      diagnostics: [],
    })
  })

  it('judges its bytes as those of a file', async () => {
    const stdin = async () => Buffer.from('\ufeffa', 'utf16le')
    const { diagnostics } = await read(['-'], { cwd: '/', stdin })
    expect(diagnostics).toMatchObject([
      { code: 'file-utf16', place: { file: { path: '<stdin>' } } },
    ])
  })
})

describe('findDefault', () => {
  it.each(['instances.yaml', 'instances.yml'])('finds %s', async (name) => {
    const found = await findDefault(tempDir({ [name]: '' }))
    expect(found).toEqual({ paths: [name], diagnostics: [] })
  })

  it('names the places that it looked at when there is none', async () => {
    const { paths, diagnostics } = await findDefault(tempDir({ 'instance.yaml': '' }))
    expect(paths).toEqual([])
    expect(diagnostics).toMatchObject([{ code: 'definitions-not-found' }])
    expect(diagnostics[0]?.message).toMatch(/`instances\.yaml`.*`instances\.yml`/)
  })

  it('does not choose between two', async () => {
    const cwd = tempDir({ 'instances.yaml': '', 'instances.yml': '' })
    expect((await findDefault(cwd)).diagnostics).toMatchObject([{ code: 'definitions-ambiguous' }])
  })
})
