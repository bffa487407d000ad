import { describe, expect, it } from 'vitest'
import { requireEncrypted } from '../../../../src/ledger/git-store/unencrypted.ts'

const ask = (url: string) => () => requireEncrypted(url, 'git:origin#ledger')

describe('an address that Git connects to', () => {
  it.each([
    'http://192.0.2.2:8099/team/fleet.git',
    'HTTP://192.0.2.2/a',
    'http://me:hunter2@host/a',
    'git://host/a',
    'ftp://host/a',
    'https::http://host/a',
    'http::http://127.0.0.1/a',
    'http://127.0.0.1\\@192.0.2.2/a',
    'http://127.0.0.1@192.0.2.2/a',
    'http://a@127.0.0.1@192.0.2.2/a',
    'http://127.0.0.1:80@192.0.2.2/a',
    'http://127.0.0.1#@192.0.2.2/a',
    'http://127.0.0.1?@192.0.2.2/a',
    'http://127.0.0.1.example.com/a',
    'http://localhost.example.com/a',
    'http://localhost%2eexample.com/a',
    'http://127.0.0.1\n@host/a',
    'http:///a',
  ])('is refused where it is not encrypted: %j', (url) => {
    expect(ask(url)).toThrow(expect.objectContaining({ name: 'UserError', ending: 'usage' }))
    expect(ask(url)).toThrow(/over plain (?:http|git|ftp):\/\/ on another machine/)
    expect(ask(url)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })

  it.each([
    'https://host/a.git',
    'ssh://git@host/a.git',
    'git@host:team/fleet.git',
    'file:///srv/a.git',
    '/srv/a.git',
    '../a.git',
    'http://127.0.0.1:8099/a',
    'http://me:hunter2@127.9.9.9/a',
    'http://localhost',
    'http://[::1]:80/a',
  ])('is taken where it is encrypted, or on this machine: %j', (url) => {
    expect(ask(url)).not.toThrow()
  })
})
