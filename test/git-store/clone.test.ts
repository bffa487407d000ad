import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import {
  cleanEnvironment,
  commitToMain,
  git,
  gitRemote,
  linesOf,
  openIn,
  put,
  script,
  setIn,
} from '../support/git-remote.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Opens the ledger, puts a line, and reads it. */
async function use(...args: Parameters<typeof openIn>): Promise<readonly string[]> {
  const store = await openIn(...args)
  try {
    await put(store, 1, '{"a":"é\u2028"}')
    await store.beat('aaaaaaaaaaaa' as never)
    return await linesOf(store)
  } finally {
    await store.close()
  }
}

const USED = ['{"a":"é\u2028"}']

const ledgersIn = (bare: string): string =>
  git(bare, ['for-each-ref', '--format=%(refname:short)', 'refs/heads/ppi*'])

const IN_BARE = 'ppi-apply-ledger\nppi-apply-ledger-beats'

/** Every file below a folder, with when it changed. */
const stateOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`)
    .toSorted()

describe('a clone', () => {
  it('stays as it is, whatever is read and written through it', async () => {
    const remote = gitRemote()
    commitToMain(remote)
    const before = stateOf(remote.clone)
    expect(await use(remote.clone)).toEqual(USED)
    expect(stateOf(remote.clone)).toEqual(before)
  })

  it('may be shallow', async () => {
    const { clone, bare, folder } = gitRemote()
    for (const name of ['a', 'b', 'c']) git(clone, ['commit', '--allow-empty', `--message=${name}`])
    git(clone, ['push', '--quiet', 'origin', 'main'])
    const shallow = join(folder, 'shallow')
    git(folder, ['clone', '--quiet', '--depth=1', `file://${bare}`, shallow])
    expect(await use(shallow)).toEqual(USED)
    // Now with a ledger that is there.
    expect(await use(shallow)).toEqual(USED)
  })

  it('may be a work tree of another', async () => {
    const remote = gitRemote()
    commitToMain(remote)
    const tree = join(remote.folder, 'tree')
    git(remote.clone, ['worktree', 'add', '--quiet', tree])
    expect(await use(tree)).toEqual(USED)
  })

  it('may be a submodule, whose remote is its own', async () => {
    const [outer, inner] = [gitRemote(), gitRemote()]
    commitToMain(inner)
    const local = ['-c', 'protocol.file.allow=always']
    git(outer.clone, [...local, 'submodule', '--quiet', 'add', `file://${inner.bare}`, 'inner'])
    expect(await use(join(outer.clone, 'inner'))).toEqual(USED)
    expect(ledgersIn(inner.bare)).toBe(IN_BARE)
    expect(ledgersIn(outer.bare)).toBe('')
  })

  it('is found from a folder in it', async () => {
    const { clone } = gitRemote()
    mkdirSync(join(clone, 'deep/down'), { recursive: true })
    expect(await use(join(clone, 'deep/down'))).toEqual(USED)
  })

  it('may leave a program behind, as a shared connection of ssh, which is not waited for', async () => {
    const { clone, folder } = gitRemote()
    const end = join(folder, 'end')
    execFileSync('mkfifo', [end])
    const receive = script(join(folder, 'receive'), `cat ${end} & exec git receive-pack "$@"`)
    setIn(clone, 'remote "origin"', { receivepack: receive })
    const store = await openIn(clone)
    expect(await put(store, 1, '{}')).toBe('put')
    writeFileSync(end, '')
    await store.close()
  })

  it('may name its remote by a path that begins at the clone', async () => {
    const remote = gitRemote()
    setIn(remote.clone, 'remote "near"', { url: `../${basename(remote.bare)}` })
    expect(await use(remote.clone, { address: 'git:near' })).toEqual(USED)
  })

  it.each([
    [
      'an address of its own to push to',
      (bare: string) => ({ url: 'file:///none', pushurl: `file://${bare}` }),
      {},
    ],
    ['a short form', () => ({ url: 'short:x' }), { insteadOf: 'short:x' }],
    [
      'a short form for pushes',
      () => ({ url: 'https://none.invalid/x' }),
      { pushInsteadOf: 'https://none.invalid/x' },
    ],
  ] as const)('is read where it pushes to, with %s', async (_, remoteOf, rewrite) => {
    const { clone, bare } = gitRemote()
    setIn(clone, 'remote "up.stream"', remoteOf(bare))
    if (Object.keys(rewrite).length > 0) setIn(clone, `url "file://${bare}"`, rewrite)
    expect(await use(clone, { address: 'git:up.stream' })).toEqual(USED)
    expect(ledgersIn(bare)).toBe(IN_BARE)
  })

  it('changes no byte and no ref, however it encodes, signs and mirrors', async () => {
    const remote = gitRemote()
    commitToMain(remote)
    const { clone, bare } = remote
    git(clone, ['tag', 'v1'])
    setIn(clone, 'i18n', { commitEncoding: 'GBK', logOutputEncoding: 'latin1' })
    setIn(clone, 'commit', { gpgSign: 'true' })
    setIn(clone, 'push', { gpgSign: 'true', followTags: 'true', recurseSubmodules: 'only' })
    setIn(clone, 'remote "origin"', {
      mirror: 'true',
      push: '+refs/heads/main:refs/heads/other',
      prune: 'true',
    })
    setIn(clone, 'core', { autocrlf: 'true', bare: 'true' })
    expect(await use(clone)).toEqual(USED)
    expect(git(bare, ['for-each-ref', '--format=%(refname)'])).toBe(
      'refs/heads/main\nrefs/heads/ppi-apply-ledger\nrefs/heads/ppi-apply-ledger-beats',
    )
  })
})

describe('what cannot work', () => {
  it.each([
    ['no such remote', {}, 'git:upstream', 'the clone has no remote of this name'],
    ['several addresses', { pushurl: 'file:///b' }, 'git:origin', 'several addresses to push to'],
    [
      'a program for an address',
      { url: 'ext::sh -c touch% evidence' },
      'git:evil',
      'over https, ssh or a path only',
    ],
    [
      'no protection on the way',
      { url: 'git://127.0.0.1/x' },
      'git:evil',
      'over https, ssh or a path only',
    ],
    [
      'nothing at the address',
      { url: 'file:///none.git' },
      'git:evil',
      'the remote has no such repository',
    ],
  ] as const)('is told of %s', async (_, settings, address, message) => {
    const { clone } = gitRemote()
    setIn(clone, `remote "${address.slice(4)}x"`, {})
    if ('pushurl' in settings) {
      setIn(clone, 'remote "origin"', { pushurl: 'file:///a' })
      setIn(clone, 'remote "origin"', settings)
    } else if ('url' in settings) setIn(clone, 'remote "evil"', settings)
    await expect(use(clone, { address })).rejects.toMatchObject({
      name: 'UserError',
      ending: 'ledger',
      message: expect.stringContaining(message),
    })
    expect(readdirSync(clone)).toEqual(['.git'])
  })

  it('is told outside of a clone', async () => {
    await expect(use(tempDir())).rejects.toThrow('is not in a clone')
  })

  it('is told of a clone of another user, which only the person can trust', async () => {
    const { clone, folder } = gitRemote()
    const environment = { ...cleanEnvironment(folder), GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
    setIn(clone, 'safe', { directory: '*' })
    await expect(use(clone, { environment })).rejects.toMatchObject({
      message: expect.stringContaining('the clone belongs to another user'),
      hint: expect.stringContaining('safe.directory'),
    })
    writeFileSync(join(folder, '.gitconfig'), '[safe]\n\tdirectory = *\n')
    expect(await use(clone, { environment })).toEqual(USED)
  })

  it('is told where git is missing', async () => {
    const { clone } = gitRemote()
    await expect(use(clone, { environment: { PATH: '/none' } })).rejects.toMatchObject({
      ending: 'ledger',
      message: 'git is not installed',
    })
  })

  it('is told where git is old', async () => {
    const { clone, folder } = gitRemote()
    const bin = join(folder, 'bin')
    script(join(bin, 'git'), 'echo git version 2.25.1')
    const told = {
      message: 'a ledger in git needs git 2.32 or newer',
      hint: 'This one is git version 2.25.1.',
    }
    await expect(use(clone, { environment: { PATH: bin } })).rejects.toMatchObject(told)
  })

  it('is ended after its time, with all that it started', async () => {
    const { clone, folder } = gitRemote()
    const receive = script(
      join(folder, 'receive'),
      `trap 'echo ended >> ${folder}/log; exit 1' TERM; sleep 600 & wait`,
    )
    setIn(clone, 'remote "origin"', { receivepack: receive })
    const store = await openIn(clone, { limit: 3000 })
    await expect(put(store, 1, '{}')).rejects.toMatchObject({
      ending: 'ledger',
      message: 'git push did not finish within 3 s',
    })
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('ended\n')
    await store.close()
  })

  it('is ended where the run is', async () => {
    const { clone, folder } = gitRemote()
    const stop = new AbortController()
    const receive = script(join(folder, 'receive'), `kill -USR2 ${process.pid}; sleep 600 & wait`)
    setIn(clone, 'remote "origin"', { receivepack: receive })
    process.once('SIGUSR2', () => stop.abort())
    const store = await openIn(clone, { signal: stop.signal })
    await expect(put(store, 1, '{}')).rejects.toThrow('git push was stopped')
    await expect(store.read(0 as never)).rejects.toThrow('git fetch was stopped')
    await store.close()
  })
})

describe('a hostile checkout', () => {
  it('runs nothing', async () => {
    const remote = gitRemote()
    const { clone } = remote
    const evidence = join(remote.folder, 'evidence')
    for (const name of [
      'pre-push',
      'reference-transaction',
      'post-checkout',
      'pre-auto-gc',
      'fsmonitor',
    ]) {
      for (const folder of ['hooks', '.git/hooks']) {
        script(join(clone, folder, name), `echo ${folder}/${name} >> ${evidence}`)
      }
    }
    setIn(clone, 'core', { hooksPath: 'hooks', fsmonitor: join(clone, 'hooks/fsmonitor') })
    setIn(clone, 'alias', { push: '!touch evidence', fetch: '!touch evidence' })
    script(join(clone, 'git'), `touch ${evidence}`)
    const environment = {
      ...cleanEnvironment(remote.folder),
      PATH: `.:${clone}/../clone/.:${process.env.PATH}`,
    }
    expect(
      await use(clone, { environment: { ...environment, PATH: `.:${process.env.PATH}` } }),
    ).toEqual(USED)
    expect(readdirSync(remote.folder)).not.toContain('evidence')
  })

  it('cannot bring a repository of its own', async () => {
    const remote = gitRemote()
    const other = gitRemote()
    const evidence = join(remote.folder, 'evidence')
    const inner = join(remote.clone, 'vendor')
    git(remote.folder, ['clone', '--quiet', '--bare', `file://${other.bare}`, inner])
    for (const [key, value] of [
      ['credential.helper', `!touch ${evidence}`],
      ['core.sshCommand', `touch ${evidence}; false`],
      ['remote.origin.receivepack', `touch ${evidence}; git receive-pack`],
    ] as const) {
      git(inner, ['config', key, value])
    }
    expect(await use(inner)).toEqual(USED)
    expect(ledgersIn(remote.bare)).toBe(IN_BARE)
    expect(ledgersIn(other.bare)).toBe('')

    const alone = tempDir()
    git(alone, ['clone', '--quiet', '--bare', `file://${other.bare}`, join(alone, 'x')])
    git(join(alone, 'x'), ['config', 'core.sshCommand', `touch ${evidence}; false`])
    await expect(use(join(alone, 'x'))).rejects.toThrow('is not in a clone')
    const address = 'git:ssh://127.0.0.1:1/x#b'
    await expect(use(join(alone, 'x'), { address })).rejects.toThrow('cannot')
    expect(readdirSync(remote.folder)).not.toContain('evidence')
  })

  it('gets no API key into a program that git starts', async () => {
    const { clone, folder } = gitRemote()
    const receive = script(
      join(folder, 'receive'),
      `env >> ${folder}/env; exec git receive-pack "$@"`,
    )
    setIn(clone, 'remote "origin"', { receivepack: receive })
    const environment = {
      ...cleanEnvironment(folder),
      PPIO_API_KEY: 'sk_1',
      MINE: 'sk_2',
      COPY: 'sk_2',
      SEEN: 'yes',
    }
    expect(await use(clone, { environment, withheld: ['MINE'] })).toEqual(USED)
    const env = readFileSync(join(folder, 'env'), 'utf8')
    expect(env).toContain('SEEN=yes')
    expect(env).not.toMatch(/sk_[12]/)
  })
})

describe('the environment', () => {
  it('leads to no other repository, and has its own language', async () => {
    const [remote, other] = [gitRemote(), gitRemote()]
    const environment = {
      ...cleanEnvironment(remote.folder),
      GIT_DIR: join(other.clone, '.git'),
      GIT_WORK_TREE: other.clone,
      GIT_INDEX_FILE: '/none/index',
      GIT_OBJECT_DIRECTORY: '/none',
      GIT_NAMESPACE: 'other',
      GIT_TRACE: join(remote.folder, 'trace'),
      GIT_COMMITTER_DATE: '2001-01-01T00:00:00Z',
      LC_ALL: 'zh_CN.UTF-8',
      LANGUAGE: 'zh_CN',
    }
    expect(await use(remote.clone, { environment })).toEqual(USED)
    expect(ledgersIn(remote.bare)).toBe(IN_BARE)
    expect(readdirSync(remote.folder)).not.toContain('trace')
  })

  it('says with which settings the remote is reached', async () => {
    const { clone, bare } = gitRemote()
    const environment = {
      ...cleanEnvironment(clone),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.file://${bare}.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://none.invalid/x',
    }
    const address = 'git:https://none.invalid/x'
    expect(await use(clone, { environment, address })).toEqual(USED)
    expect(await use(tempDir(), { environment, address })).toEqual(USED)
  })
})
