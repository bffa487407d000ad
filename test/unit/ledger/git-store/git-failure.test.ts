import { describe, expect, it } from 'vitest'
import { gitFailure } from '../../../../src/ledger/git-store/git-failure.ts'

const why = (stderr: string): string =>
  /^cannot read the ledger: (.*?); git says: /.exec(
    gitFailure('read the ledger', { stderr, code: 128 }).message,
  )?.[1] ?? ''

describe('what git could not do', () => {
  it.each([
    [
      "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
      'it could not sign in to the remote',
    ],
    [
      'git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
      'it could not sign in to the remote',
    ],
    [
      'remote: HTTP Basic: Access denied\nfatal: Authentication failed for https://x/',
      'it could not sign in to the remote',
    ],
    [
      "remote: Permission to a/b.git denied to c.\nfatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403",
      'the remote does not let this account write',
    ],
    [
      "fatal: unable to access 'https://x/': Could not resolve host: x",
      'the remote cannot be reached',
    ],
    ['ssh: connect to host x port 22: Connection refused', 'the remote cannot be reached'],
    [
      "fatal: '/srv/none.git' does not appear to be a git repository",
      'the remote has no such repository, or does not show it to this account',
    ],
    [
      'remote: Repository not found.',
      'the remote has no such repository, or does not show it to this account',
    ],
    ['Host key verification failed.', 'ssh does not know the host'],
    ['remote: fatal: write error: No space left on device', 'the disk of the remote is full'],
    ['remote: sha1 write error. Out of diskspace', 'the disk of the remote is full'],
    ['remote: write: Disk quota exceeded', 'the disk of the remote is full'],
    [
      'remote: error: insufficient permission for adding an object to repository database ./objects',
      'the remote cannot write to its own folder',
    ],
    ['fatal: write error: No space left on device', 'the disk is full'],
    [
      "fatal: detected dubious ownership in repository at '/x'",
      'the clone belongs to another user',
    ],
    ["error: No such remote 'up'", 'the clone has no remote of this name'],
    ["fatal: transport 'ext' not allowed", 'a ledger is reached over https, ssh or a path only'],
    [
      'fatal: unable to access: server certificate verification failed. CAfile: none',
      'there is no safe connection to the remote',
    ],
    [
      '! [remote rejected] (shallow update not allowed)',
      'the remote takes no branch with a history that is cut off',
    ],
  ])('%j is told in plain words', (stderr, words) => {
    expect(why(stderr)).toBe(words)
  })

  it('is told in the words of git where it is not known', () => {
    expect(gitFailure('read it', { stderr: 'fatal: odd\n', code: 1 })).toMatchObject({
      message: 'cannot read it: git says: fatal: odd',
      ending: 'ledger',
    })
    expect(gitFailure('read it', { stderr: '', code: 7 }).message).toContain('ended with code 7')
  })

  it('shows no user name, password or control character, and no page of words', () => {
    const { message } = gitFailure('read it', {
      stderr: `fatal: https://me:hunter2@host/a 'https://hunter2@host' https://me:it's"hunter2@host/a \u001b[2J\u202e${'x'.repeat(5000)}`,
      code: 1,
    })
    expect(message).not.toMatch(/hunter2|[\u001b\u202e]/)
    expect(message).toContain("https://host/a 'https://host'")
    expect(message.length).toBeLessThan(500)
  })
})
