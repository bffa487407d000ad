import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type GitSetting,
  objectFormat,
  parseSettings,
  reachSettings,
  settingsEnvironment,
  trustedFolders,
} from '../../../../src/ledger/git-store/clone-config.ts'
import { git } from '../../../support/git-remote.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const setting = (key: string, value = 'x', scope = 'local'): GitSetting => ({ scope, key, value })

const LISTED = ['config', '--list', '--null', '--show-scope']

describe('the settings of a clone', () => {
  it('are read as git lists them, with line feeds in values and names without a value', () => {
    const text = 'local\0http.extraheader\na\nb\0global\0core.bare\0system\0a.b\n\0'
    expect(parseSettings(text)).toEqual([
      setting('http.extraheader', 'a\nb'),
      setting('core.bare', 'true', 'global'),
      setting('a.b', '', 'system'),
    ])
    expect(parseSettings('')).toEqual([])
  })

  it('count where they say how to reach the remote, and nowhere else', () => {
    const counted = reachSettings(
      [
        'http.https://host/.extraheader',
        'credential.helper',
        'core.sshcommand',
        'remote.up.stream.proxy',
        'remote.up.stream.url',
        'remote.up.stream.pushurl',
        'remote.up.stream.fetch',
        'remote.up.stream.vcs',
        'remote.up.proxy',
        'remote.origin.uploadpack',
        'core.hookspath',
        'core.fsmonitor',
        'core.worktree',
        'url.https://a/.insteadof',
        'alias.push',
        'include.path',
        'push.gpgsign',
        'i18n.commitencoding',
        'protocol.ext.allow',
        'fetch.fsckobjects',
      ].map((key) => setting(key)),
      'up.stream',
    )
    expect(counted.map(({ key }) => key)).toEqual([
      'http.https://host/.extraheader',
      'credential.helper',
      'core.sshcommand',
      'remote.ledger.proxy',
    ])
  })

  it('come out of git as they went in, as variables', () => {
    const settings = [
      setting('http.x.extraheader', 'a: "b\\\n\tc"'),
      setting('credential.helper', ''),
    ]
    const listed = git('/', [...LISTED], { env: settingsEnvironment(settings) })
    expect(parseSettings(`${listed}`)).toEqual(
      expect.arrayContaining(settings.map((each) => ({ ...each, scope: 'command' }))),
    )
  })

  it('trust the folders that the person trusts, never those that a clone names', () => {
    const folders = ['/srv/"odd"', 'C:\\repos', '*', '', '/with\nline']
    const path = join(tempDir(), 'trusted')
    writeFileSync(
      path,
      trustedFolders([
        ...folders.map((folder) => setting('safe.directory', folder, 'global')),
        setting('safe.directory', '/evil'),
        setting('safe.directory', '/evil', 'worktree'),
      ]),
    )
    const listed = git('/', ['config', '--file', path, '--null', '--get-all', 'safe.directory'])
    expect(listed.split('\0').slice(0, -1)).toEqual(folders)
  })

  it('say how objects are named', () => {
    expect(objectFormat([])).toBe('sha1')
    expect(objectFormat([setting('extensions.objectformat', 'sha256')])).toBe('sha256')
  })
})
