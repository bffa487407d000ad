import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { position } from '../../src/ledger/store.ts'
import {
  commitToMain,
  type GitRemote,
  git,
  gitRemote,
  linesOf,
  openIn,
  put,
  script,
} from '../support/git-remote.ts'
import { STORE_CHECKS } from '../support/store-conformance.ts'

const BRANCH = 'ppi-apply-ledger'

describe('a ledger', () => {
  it.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      const { clone } = gitRemote()
      return () => openIn(clone)
    }, 20),
  )

  it('may be any other, beside which others stay as they are', async () => {
    const remote = gitRemote()
    commitToMain(remote)
    const main = git(remote.bare, ['rev-parse', 'main'])
    const stores = [
      await openIn(remote.clone, { address: 'git:origin#teams/gpu' }),
      await openIn(remote.clone, { address: 'git:origin#teams/cpu' }),
    ]
    for (const [index, store] of stores.entries()) await put(store, 1, `{"a":${index}}`)
    for (const [index, store] of stores.entries()) {
      expect(await linesOf(store)).toEqual([`{"a":${index}}`])
      await store.close()
    }
    expect(git(remote.bare, ['rev-parse', 'main'])).toBe(main)
  })

  it('names its objects by SHA-256 where the clone does', async () => {
    const remote = gitRemote()
    for (const [folder, ...more] of [[remote.bare, '--bare'], [remote.clone]] as const) {
      rmSync(folder, { recursive: true })
      git(remote.folder, ['init', '--quiet', '--object-format=sha256', ...more, folder])
    }
    git(remote.clone, ['remote', 'add', 'origin', remote.bare])
    const store = await openIn(remote.clone)
    expect(await put(store, 1, '{}')).toBe('put')
    expect(await linesOf(store)).toEqual(['{}'])
    expect(git(remote.bare, ['rev-parse', BRANCH])).toHaveLength(64)
    await store.close()
  })
})

describe('a branch that somebody changed', () => {
  /** A ledger of two lines, which an open store has read. */
  async function twoLines() {
    const remote = gitRemote()
    commitToMain(remote)
    const store = await openIn(remote.clone)
    await put(store, 1, '{"a":1}')
    await put(store, 2, '{"b":2}')
    return { remote, store }
  }

  it.each([
    ['was moved back', [['update-ref', `refs/heads/${BRANCH}`, `${BRANCH}~1`]]],
    ['is another', [['update-ref', `refs/heads/${BRANCH}`, 'main']]],
    ['was removed', [['update-ref', '-d', `refs/heads/${BRANCH}`]]],
  ])('is noticed where it %s', async (_, commands) => {
    const { remote, store } = await twoLines()
    for (const command of commands) git(remote.bare, command)
    await expect(linesOf(store)).rejects.toMatchObject({
      ending: 'ledger',
      message: expect.stringContaining('lost lines that this run has read'),
    })
    await expect(put(store, 3, '{"c":3}')).rejects.toThrow('lost lines')
    await store.close()
  })

  it('is noticed where it was moved back and went on', async () => {
    const { remote, store } = await twoLines()
    git(remote.bare, ['update-ref', `refs/heads/${BRANCH}`, `${BRANCH}~1`])
    const other = await openIn(remote.clone)
    await other.read(position(0))
    await put(other, 2, '{"other":2}')
    await put(other, 3, '{"other":3}')
    await expect(linesOf(store)).rejects.toThrow('lost lines')
    await store.close()
    await other.close()
  })

  it.each([
    ['committed', ['commit-tree', '-m', '{"c":3}', '-p', BRANCH, `${BRANCH}^{tree}`]],
    ['merged', ['commit-tree', '-m', '{"c":3}', '-p', BRANCH, '-p', 'main', `${BRANCH}^{tree}`]],
  ])('is damaged where somebody %s', async (_, command) => {
    const { remote, store } = await twoLines()
    const commit = git(remote.bare, command)
    git(remote.bare, ['update-ref', `refs/heads/${BRANCH}`, commit])
    const told = { ending: 'ledger', message: expect.stringMatching(/commit [0-9a-f]{12} is not/) }
    await expect(linesOf(store)).rejects.toMatchObject(told)
    await expect(put(store, 3, '{"c":3}')).rejects.toMatchObject(told)
    const later = await openIn(remote.clone)
    await expect(linesOf(later)).rejects.toMatchObject(told)
    await store.close()
    await later.close()
  })

  it('is damaged where a remote has only the end of it', async () => {
    const { remote, store } = await twoLines()
    await store.close()
    const cut = join(remote.folder, 'cut.git')
    git(remote.folder, [
      'clone',
      '--quiet',
      '--bare',
      '--depth=1',
      `--branch=${BRANCH}`,
      `file://${remote.bare}`,
      cut,
    ])
    git(remote.clone, ['remote', 'add', 'cut', cut])
    const later = await openIn(remote.clone, { address: 'git:cut' })
    await expect(linesOf(later)).rejects.toThrow('is not a line of it')
    await later.close()
  })

  it('is no ledger where it is a branch of the project', async () => {
    const remote = gitRemote()
    commitToMain(remote)
    const store = await openIn(remote.clone, { address: 'git:origin#main' })
    await expect(linesOf(store)).rejects.toThrow('is not a line of it')
    await expect(put(store, 1, '{}')).rejects.toThrow('is not a line of it')
    await store.close()
  })
})

describe('signs of life', () => {
  const lock = (text: string) => text as never

  it('are as old as this process has watched them, and young again with the next', async () => {
    const { clone } = gitRemote()
    const [holder, watcher] = [await openIn(clone), await openIn(clone)]
    expect(await watcher.lastBeat(lock('aaaaaaaaaaaa'))).toBeUndefined()
    await holder.beat(lock('aaaaaaaaaaaa'))
    const start = performance.now()
    const first = await watcher.lastBeat(lock('aaaaaaaaaaaa'))
    const second = await watcher.lastBeat(lock('aaaaaaaaaaaa'))
    const watched = performance.now() - start
    expect(first).toBeLessThan(second ?? 0)
    expect(second).toBeLessThanOrEqual(watched)
    const before = performance.now()
    await holder.beat(lock('aaaaaaaaaaaa'))
    expect(await watcher.lastBeat(lock('aaaaaaaaaaaa'))).toBeLessThanOrEqual(
      performance.now() - before,
    )
    expect(await watcher.lastBeat(lock('bbbbbbbbbbbb'))).toBeUndefined()
    expect(await linesOf(holder)).toEqual([])
    await holder.close()
    await watcher.close()
  })

  it('are not older because the clock of the holder is wrong', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    await store.beat(lock('aaaaaaaaaaaa'))
    const date = git(remote.bare, ['log', '-1', '--format=%s %ct', `${BRANCH}-beats`])
    expect(date).toMatch(/^\{"lock":"aaaaaaaaaaaa","at":"20.*Z"\} \d{10}$/)
    const past = git(remote.bare, ['cat-file', 'commit', `${BRANCH}-beats`])
      .replaceAll(/ \d{10} /g, ' 1 ')
      .replace(/"at":"[^"]*"/, '"at":"2001-01-01T00:00:00.000Z"')
    const commit = git(remote.bare, ['hash-object', '-t', 'commit', '-w', '--stdin'], {
      input: `${past}\n`,
    })
    git(remote.bare, ['update-ref', `refs/heads/${BRANCH}-beats`, commit])
    const before = performance.now()
    expect(await store.lastBeat(lock('aaaaaaaaaaaa'))).toBeLessThanOrEqual(
      performance.now() - before,
    )
    expect(store.saidAt?.(lock('aaaaaaaaaaaa'))).toBe(Date.parse('2001-01-01T00:00:00Z'))
    expect(store.saidAt?.(lock('bbbbbbbbbbbb'))).toBeUndefined()
    await store.close()
  })

  it.each([
    [
      'a colleague committed',
      (remote: GitRemote) => git(remote.bare, ['branch', 'heart-beats', 'main']),
    ],
    [
      'a colleague imitates them',
      ({ bare }: GitRemote) => {
        const text = '{"lock":"aaaaaaaaaaaa","at":"2026-11-24T05:40:12.000Z"}'
        const commit = git(bare, ['commit-tree', '-m', text, 'main^{tree}'])
        git(bare, ['update-ref', 'refs/heads/heart-beats', commit])
      },
    ],
    [
      'another ledger is',
      async ({ clone }: GitRemote) => {
        const other = await openIn(clone, { address: 'git:origin#heart-beats' })
        await put(other, 1, '{"type":"locked","lock":"aaaaaaaaaaaa","at":1}')
        await other.close()
      },
    ],
  ])('take no place where %s', async (_, occupy) => {
    const remote = gitRemote()
    commitToMain(remote)
    await occupy(remote)
    const before = git(remote.bare, ['rev-parse', 'heart-beats'])
    const store = await openIn(remote.clone, { address: 'git:origin#heart' })
    await expect(store.beat(lock('aaaaaaaaaaaa'))).rejects.toMatchObject({
      name: 'UserError',
      ending: 'ledger',
      message: expect.stringMatching(/^the branch heart-beats.*holds something else$/),
    })
    expect(git(remote.bare, ['rev-parse', 'heart-beats'])).toBe(before)
    await store.close()
  })

  it('take no place that somebody took since this run gave the one before', async () => {
    const remote = gitRemote()
    commitToMain(remote)
    const [one, other] = [await openIn(remote.clone), await openIn(remote.clone)]
    await one.beat(lock('aaaaaaaaaaaa'))
    await other.beat(lock('bbbbbbbbbbbb'))
    await one.beat(lock('aaaaaaaaaaaa'))
    expect(await other.lastBeat(lock('aaaaaaaaaaaa'))).toBeDefined()
    git(remote.bare, ['update-ref', `refs/heads/${BRANCH}-beats`, 'main'])
    await expect(one.beat(lock('aaaaaaaaaaaa'))).rejects.toThrow('holds something else')
    expect(git(remote.bare, ['rev-parse', `${BRANCH}-beats`])).toBe(
      git(remote.bare, ['rev-parse', 'main']),
    )
    await one.close()
    await other.close()
  })

  it('are refused with the name of their branch where the remote protects it', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    script(join(remote.bare, 'hooks/pre-receive'), 'exit 1')
    await expect(store.beat(lock('aaaaaaaaaaaa'))).rejects.toMatchObject({
      message: expect.stringContaining('pre-receive hook declined'),
      hint: expect.stringContaining(`push to the branch ${BRANCH}-beats`),
    })
    await store.close()
  })

  it('tell nothing where somebody else committed there', async () => {
    const remote = gitRemote()
    commitToMain(remote)
    git(remote.bare, ['branch', `${BRANCH}-beats`, 'main'])
    const store = await openIn(remote.clone)
    expect(await store.lastBeat(lock('aaaaaaaaaaaa'))).toBeUndefined()
    await store.close()
  })
})

describe('the proof', () => {
  it('is made before the first line, too, and changes nothing', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    expect(await store.prove()).toEqual({ fit: true })
    expect(git(remote.bare, ['branch', '--format=%(refname:short)'])).toBe('')
    await store.close()
  })

  it('fails with a git that moves a branch from wherever it is', async () => {
    const remote = gitRemote()
    const bin = join(remote.folder, 'bin')
    const real = git(remote.folder, ['--exec-path'])
    // Leaves the lease out, as a git that does not know it would.
    script(
      join(bin, 'git'),
      `for a; do shift; case "$a" in --force-with-lease=*) a=--force;; esac; set -- "$@" "$a"; done\nexec ${real}/git "$@"`,
    )
    const store = await openIn(remote.clone, {
      environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: remote.folder },
    })
    expect(await store.prove()).toMatchObject({ fit: false, why: expect.stringContaining('git') })
    await store.close()
  })

  /** Moves a branch back to where a push believes it to be: as a remote that does not compare. */
  const unfit = (remote: GitRemote) =>
    script(
      join(remote.bare, 'hooks/pre-receive'),
      'while read -r old _ ref; do case $old in *[1-9a-f]*) env -u GIT_QUARANTINE_PATH git update-ref "$ref" "$old" ;; *) env -u GIT_QUARANTINE_PATH git update-ref -d "$ref" ;; esac; done',
    )

  it.each([
    ['a ledger', {}],
    ['a ledger for races', { isScratch: true }],
  ])('asks the remote to refuse a push from a wrong start: of %s', async (_, options) => {
    const remote = gitRemote()
    const store = await openIn(remote.clone, options)
    for (let nth = 1; nth <= 2; nth += 1) {
      await store.beat('aaaaaaaaaaaa' as never)
      expect(await store.prove()).toEqual({ fit: true })
    }
    unfit(remote)
    expect(await store.prove()).toEqual({
      fit: false,
      why: 'the remote moves a branch without looking where it is',
    })
    await store.close()
  })

  it('shows who watches a sign of life none that is new, and disturbs no holder', async () => {
    const { clone } = gitRemote()
    const [holder, prover] = [await openIn(clone), await openIn(clone)]
    const lock = 'aaaaaaaaaaaa' as never
    await holder.beat(lock)
    const watcher = await openIn(clone)
    const first = await watcher.lastBeat(lock)
    const said = watcher.saidAt?.(lock)
    expect(await prover.prove()).toEqual({ fit: true })
    expect(await watcher.lastBeat(lock)).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY)
    expect(watcher.saidAt?.(lock)).toBe(said)
    await holder.beat(lock)
    expect(await watcher.lastBeat(lock)).toBeDefined()
    expect(watcher.saidAt?.(lock)).toBeGreaterThan(said ?? Number.POSITIVE_INFINITY)
    for (const store of [holder, prover, watcher]) await store.close()
  })

  it('is refused with the words of a remote that takes no push', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    await store.beat('aaaaaaaaaaaa' as never)
    script(join(remote.bare, 'hooks/pre-receive'), 'echo closed today >&2; exit 1')
    await expect(store.prove()).rejects.toThrow('pre-receive hook declined: closed today')
    await store.close()
  })

  it('believes a remote where no program can be run from the disk', async () => {
    const remote = gitRemote()
    const bin = join(remote.folder, 'bin')
    const real = git(remote.folder, ['--exec-path'])
    script(
      join(bin, 'git'),
      `for a; do case "$a" in core.hooksPath=*) chmod 600 "\${a#*=}"/*;; esac; done\nexec ${real}/git "$@"`,
    )
    const store = await openIn(remote.clone, {
      environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: remote.folder },
    })
    await store.beat('aaaaaaaaaaaa' as never)
    expect(await store.prove()).toEqual({ fit: true })
    await store.close()
  })
})

it('leaves nothing behind', async () => {
  const { clone, folder } = gitRemote()
  const store = await openIn(clone, {
    environment: { PATH: '/usr/bin:/bin', HOME: folder, GIT_TRACE: join(folder, 'trace') },
  })
  await put(store, 1, '{}')
  await store.close()
  expect(existsSync(join(folder, 'trace'))).toBe(false)
  expect(readFileSync(join(clone, '.git/config'), 'utf8')).not.toContain('ledger')
})
