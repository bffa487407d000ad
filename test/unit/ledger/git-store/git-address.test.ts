import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRefName, parseGitAddress } from '../../../../src/ledger/git-store/git-address.ts'

describe('the address of a ledger in git', () => {
  it.each([
    ['git:origin', 'origin', 'ppi-apply-ledger'],
    ['git:origin#ledger', 'origin', 'ledger'],
    ['git:my.remote/two#teams/gpu#1', 'my.remote/two#teams/gpu', '1'],
    ['git:远端#账本', '远端', '账本'],
  ])('%s names a remote of the clone', (text, remote, branch) => {
    expect(parseGitAddress(text)).toEqual({
      kind: 'remote',
      remote,
      branch,
      label: `git:${remote}#${branch}`,
    })
  })

  it.each([
    ['git:https://host/a/b.git#ledger', 'git:https://host/a/b.git#ledger'],
    ['git:https://user:hunter2@host:8443/a?token=hunter2#b', 'git:https://host:8443/a#b'],
    ['git:https://hunter2@host/a', 'git:https://host/a#ppi-apply-ledger'],
    ['git:ssh://git@host/a.git#b', 'git:ssh://host/a.git#b'],
    ['git:file:///srv/a.git#b', 'git:file:///srv/a.git#b'],
    ['git:http://127.0.0.1:8080/a#b', 'git:http://127.0.0.1:8080/a#b'],
  ])('%s is a URL, which the label shows without its secrets', (text, label) => {
    const address = parseGitAddress(text)
    expect(address).toMatchObject({ kind: 'url', label })
    expect(address.kind === 'url' && text.startsWith(`git:${address.url}`)).toBe(true)
  })

  it.each([
    ['git:ssh://git@host:22/a.git?x#b', 'git:ssh://git@host:22/a.git#b'],
    ['git:ssh://git:hunter2@host/a.git#b', 'git:ssh://git@host/a.git#b'],
    ['git:https://hunter2@host/a', 'git:https://host/a#ppi-apply-ledger'],
  ])('%s is shown to be typed again with the user of SSH alone', (text, shown) => {
    expect(parseGitAddress(text)).toMatchObject({ shown })
  })

  it.each([
    'origin',
    'git:',
    'git:#ledger',
    'git:origin#',
    'git:origin#-f',
    'git:-origin',
    'git:--upload-pack=touch x#b',
    'git:origin#a b',
    'git:origin#a..b',
    'git:origin#a.lock',
    'git:origin#.a',
    'git:origin#a//b',
    'git:origin#a\nb',
    'git:origin#\u202ea',
    'git:origin#HEAD',
    'git:origin#refs/heads/main',
    'git:../elsewhere',
    'git:/srv/a.git',
    'git:.',
    'git:host:path',
    'git:ext::sh -c id',
    'git:ext://x',
    'git:git://host/a',
    'git:http://host/a',
    'git:https://ho st/a',
    'git:https://',
  ])('%j is refused', (text) => {
    expect(() => parseGitAddress(text)).toThrow(/^the ledger/)
  })

  it('quotes nothing of an address that may hold a password', () => {
    expect(() => parseGitAddress('git:http://me:hunter2@host/a')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })

  it('takes no name that git would refuse', () => {
    const piece = fc.constantFrom(
      'a',
      '.',
      '/',
      '-',
      '@',
      '{',
      '..',
      '.lock',
      '~',
      '^',
      '\\',
      '*',
      ' ',
      'é',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const name = pieces.join('')
        fc.pre(isRefName(name))
        execFileSync('git', ['check-ref-format', `refs/heads/${name}`])
      }),
      { numRuns: 40 },
    )
  })
})
