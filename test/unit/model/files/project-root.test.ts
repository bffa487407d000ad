import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isWithin, projectRoot } from '../../../../src/model/files/project-root.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const repository = (folder: string): string => {
  execFileSync('git', ['init', '--quiet', folder])
  return folder
}

describe('projectRoot', () => {
  it('is the root of the repository that holds the folder', () => {
    const root = repository(join(tempDir({ 'project/a/b/file': '' }), 'project'))
    expect(projectRoot(join(root, 'a', 'b'))).toBe(root)
    expect(projectRoot(root)).toBe(root)
  })

  it('is the nearest one, also where `.git` is a file, as in a work tree', () => {
    const root = repository(join(tempDir({ 'project/sub/deep/file': '' }), 'project'))
    writeFileSync(join(root, 'sub', '.git'), 'gitdir: ../.git/modules/sub\n')
    expect(projectRoot(join(root, 'sub', 'deep'))).toBe(join(root, 'sub'))
  })

  it('is the folder itself outside of a repository', () => {
    const folder = tempDir({ 'a/file': '' })
    expect(projectRoot(join(folder, 'a'))).toBe(join(folder, 'a'))
  })

  it('is never the home folder or one above it, unless that is the folder itself', () => {
    const home = repository(join(tempDir({ 'home/work/file': '' }), 'home'))
    expect(projectRoot(join(home, 'work'), home)).toBe(join(home, 'work'))
    expect(projectRoot(home, home)).toBe(home)
    mkdirSync(join(home, 'work', 'nested'))
    expect(projectRoot(join(home, 'work', 'nested'), join(home, 'work'))).toBe(
      join(home, 'work', 'nested'),
    )
  })

  it('follows the real path of the folder, not the links to it', () => {
    const folder = tempDir({ 'elsewhere/sub/file': '' })
    repository(join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere', 'sub'), join(folder, 'link'))
    expect(projectRoot(join(folder, 'link'))).toBe(join(folder, 'elsewhere'))
  })

  it('does without a home', () => {
    const root = repository(tempDir({ 'a/file': '' }))
    expect(projectRoot(join(root, 'a'), join(root, 'nobody'))).toBe(root)
    expect(projectRoot(join(root, 'a'), undefined)).toBe(root)
  })
})

describe('isWithin', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/c', true],
    ['/a/b', '/a/b/..c', true],
    ['/a/b', '/a/bc', false],
    ['/a/b', '/a', false],
    ['/a/b', '/a/b/../c', false],
    ['/', '/etc', true],
  ])('knows of %s whether %s is in it', (folder, path, within) => {
    expect(isWithin(folder, path)).toBe(within)
  })
})
