import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { definitionFile } from '../../../src/ledger/definition-file.ts'
import { tempDir } from '../../support/temp-dir.ts'

describe('definitionFile', () => {
  it('names a file from the root of the project, whatever the working folder', () => {
    const root = tempDir({ 'a/dev.yaml': '' })
    const names = [
      definitionFile({ path: 'a/dev.yaml' }, { cwd: root, root }),
      definitionFile({ path: './dev.yaml' }, { cwd: join(root, 'a'), root }),
      definitionFile({ path: join(root, 'a', 'dev.yaml') }, { cwd: '/', root }),
      definitionFile({ path: '../a/../a/dev.yaml' }, { cwd: join(root, 'a'), root }),
    ]
    expect(names).toEqual(['a/dev.yaml', 'a/dev.yaml', 'a/dev.yaml', 'a/dev.yaml'])
  })

  it('names one outside of the project as well', () => {
    const root = tempDir({ 'project/file': '', 'shared.yaml': '' })
    const project = join(root, 'project')
    expect(definitionFile({ path: '../shared.yaml' }, { cwd: project, root: project })).toBe(
      '../shared.yaml',
    )
  })

  it('sees through links among the folders, but keeps the name of the file', () => {
    const root = tempDir({ 'real/v2.yaml': '' })
    symlinkSync(join(root, 'real'), join(root, 'link'))
    symlinkSync('v2.yaml', join(root, 'real', 'current.yaml'))
    expect(definitionFile({ path: 'link/current.yaml' }, { cwd: root, root })).toBe(
      'real/current.yaml',
    )
  })

  it('has a name for standard input, and no trouble with a folder that is gone', () => {
    const root = tempDir()
    mkdirSync(join(root, 'x'))
    expect(definitionFile({ path: '<stdin>' }, { cwd: root, root })).toBe('<stdin>')
    expect(definitionFile({ path: 'gone/a.yaml' }, { cwd: root, root })).toBe('gone/a.yaml')
  })
})
