import { chmodSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldersUpwards } from '../../../../src/model/files/project-folders.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const NO_HOME = '/nowhere/at/all'

describe('foldersUpwards', () => {
  it('goes from the working folder up to the root of the repository', () => {
    const root = tempDir({ 'project/.git/HEAD': '', 'project/a/b/file': '' })
    const project = join(root, 'project')
    expect(foldersUpwards(join(project, 'a', 'b'), NO_HOME)).toEqual([
      join(project, 'a', 'b'),
      join(project, 'a'),
      project,
    ])
    expect(foldersUpwards(project, NO_HOME)).toEqual([project])
  })

  it('stays below the home folder outside of a repository, also in one that is the home folder', () => {
    const home = tempDir({ '.git/HEAD': '', 'work/a/file': '' })
    const work = join(home, 'work')
    expect(foldersUpwards(join(work, 'a'), home)).toEqual([join(work, 'a'), work])
    expect(foldersUpwards(home, home)).toEqual([home])
  })

  it('ends at a public folder outside of a repository', () => {
    const root = tempDir({ 'public/own/file': '' })
    const open = join(root, 'public')
    chmodSync(open, 0o1777)
    expect(foldersUpwards(join(open, 'own'), NO_HOME)).toEqual([join(open, 'own')])
    expect(foldersUpwards(join(root, 'public'), NO_HOME)).toContain(root)
    // What the tests run in is one, on most systems.
    expect(foldersUpwards(join(open, 'own'), NO_HOME)).not.toContain(dirname(root))
  })

  it('goes by real folders, and never reaches the root of the file system', () => {
    const root = tempDir({ 'real/sub/file': '' })
    symlinkSync(join(root, 'real', 'sub'), join(root, 'link'))
    const folders = foldersUpwards(join(root, 'link'), NO_HOME)
    expect(folders.slice(0, 2)).toEqual([join(root, 'real', 'sub'), join(root, 'real')])
    expect(foldersUpwards('/usr', NO_HOME)).toEqual(['/usr'])
    expect(foldersUpwards('/', NO_HOME)).toEqual(['/'])
  })
})
